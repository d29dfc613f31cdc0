// Jitter and Poisson arrivals with every shape: they follow the rate, and N and T agree as for uniform arrivals.
#include <cmath>
#include <map>
#include <random>

#include "pacing/schedule_cursor.hpp"
#include "simulation.hpp"
#include "statistics.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr std::uint64_t kWholeGap = std::uint64_t{1} << 32U;

scenario::Arrivals poisson() { return {.kind = scenario::Arrivals::Kind::poisson}; }
scenario::Arrivals jitter(std::uint64_t max_delay = kWholeGap / 10) {
  return {.kind = scenario::Arrivals::Kind::jitter, .jitter = max_delay};
}

std::vector<scenario::Stage> shapes() {
  return {
      scenario::Hold{per_second(700), 10 * kSecond},
      scenario::Hold{every(1, 3 * kMinute), 60 * kMinute},
      scenario::Ramp{per_second(0), per_second(2000), 6 * kSecond, scenario::Curve::linear},
      scenario::Ramp{per_second(900), per_second(0), 2 * kSecond, scenario::Curve::ease},
      scenario::Ramp{per_second(10), per_second(1000), 10 * kSecond, scenario::Curve::exponential},
      scenario::Steps{{per_second(100), per_second(0), per_second(400)}, 2 * kSecond},
      scenario::Sine{per_second(500), per_second(500), 8 * kSecond, {}, 16 * kSecond},
      scenario::Burst{per_second(0), per_second(1000), kSecond, 5 * kSecond, 20 * kSecond},
  };
}

Schedule schedule(const scenario::Stage& stage, const scenario::Arrivals& arrivals, std::uint64_t repeat = 1,
                  std::uint64_t state = 99) {
  return Schedule{
      scenario::RateProfile{.stages = {stage}, .repeat = repeat, .windows = {}, .scale = {}}, {}, arrivals, state};
}

}  // namespace

TEST_CASE("N and T agree and never decrease, and a cursor equals them, for all shapes and arrivals") {
  const scenario::Arrivals arrivals = GENERATE(poisson(), jitter(), jitter(kWholeGap));
  for (const scenario::Stage& stage : shapes()) {
    const auto plan = schedule(stage, arrivals, scenario::kRepeatForever);
    INFO("shape " << stage.index());
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1'000'000'000'000}}) {
      ScheduleCursor cursor{plan};
      cursor.seek(first);
      StreamTime before{};
      for (auto n = first; n < first + 4'000; ++n, cursor.advance()) {
        INFO("record " << n);
        const StreamTime at = plan.intended(n);
        REQUIRE(cursor.intended() == at);
        REQUIRE(at >= before);
        before = at;
        if (at == kNever) break;
        REQUIRE(plan.due_by(at) > n);
        REQUIRE(plan.due_by(at - kTick) <= n);
      }
    }
  }
}

TEST_CASE("a schedule with an end contains exactly the records intended before it, for all arrivals") {
  const scenario::Arrivals arrivals = GENERATE(poisson(), jitter(kWholeGap));
  for (const scenario::Stage& stage : shapes()) {
    INFO("shape " << stage.index());
    const auto plan = schedule(stage, arrivals);
    REQUIRE(plan.total() > 0);
    CHECK(plan.due_by(plan.end()) == plan.total());
    CHECK(plan.intended(plan.total() - 1) < plan.end());
    CHECK(plan.intended(plan.total()) == kNever);
    // Jitter never moves a record beyond the next one, so totals do not change.
    if (arrivals.kind == scenario::Arrivals::Kind::jitter) CHECK(plan.total() == schedule(stage, {}).total());
  }
}

TEST_CASE("Poisson gaps are those of the unit process, scaled by the rate") {
  const PoissonProcess process{99};
  for (const scenario::Stage& stage : shapes()) {
    INFO("shape " << stage.index());
    const auto random = schedule(stage, poisson(), scenario::kRepeatForever);
    const auto uniform = schedule(stage, {}, scenario::kRepeatForever);
    for (std::uint64_t n = 0; n < 3'000; ++n) {
      const auto place = static_cast<double>(process.place(n)) * 0x1.0p-60;
      REQUIRE(std::abs(static_cast<double>(uniform.due_by(random.intended(n))) - place) <= 1.001);
    }
  }
}

TEST_CASE("the number of Poisson records in a shape has the expected mean and variance") {
  for (const scenario::Stage& stage : shapes()) {
    INFO("shape " << stage.index());
    std::vector<double> totals;
    for (std::uint64_t state = 0; state < 400; ++state)
      totals.push_back(static_cast<double>(schedule(stage, poisson(), 1, state).total()));
    // Record 0 is at 0, which adds one.
    const auto expected = static_cast<double>(schedule(stage, {}).total());
    CHECK(std::abs(mean_of(totals) - 1 - expected) < 3.3 * std::sqrt(expected / 400) + 1);
    CHECK(std::abs(variance_of(totals) / expected - 1) < 0.3);
  }
}

TEST_CASE("jitter delays a record by a uniform and independent share of a gap") {
  const auto share = GENERATE(0.1, 0.5, 1.0);
  const auto max_delay = static_cast<std::uint64_t>(share * static_cast<double>(kWholeGap));
  const Schedule plan{scenario::constant(per_second(1'000)), {}, jitter(max_delay), 5};
  std::vector<double> delays;
  for (std::uint64_t n = 0; n < 50'000; ++n) {
    const Duration late = plan.intended(n) - kStart - static_cast<Duration::rep>(n) * kMillisecond;
    REQUIRE(late >= Duration{});
    REQUIRE(static_cast<double>(late.count()) <= share * 1e6 + 1);
    delays.push_back(static_cast<double>(late.count()) / (share * 1e6));
  }
  CHECK(kolmogorov_smirnov(delays, [](double x) { return x; }) < 1.95);
  CHECK(std::abs(correlation({delays.begin(), delays.end() - 1}, {delays.begin() + 1, delays.end()})) < 3.3);
}

TEST_CASE("random arrivals depend on seed and stream name only") {
  const Schedule first{scenario::constant(per_second(100)), {}, poisson(), 1};
  const Schedule same{scenario::constant(per_second(100)), {}, poisson(), 1};
  const Schedule other_state{scenario::constant(per_second(100)), {}, poisson(), 2};
  CHECK(first.intended(12'345) == same.intended(12'345));
  CHECK(first.intended(12'345) != other_state.intended(12'345));
  CHECK(first.intended(0) == kStart);
  // Twice the rate: the same records in half the time.
  const Schedule twice_the_rate{scenario::constant(per_second(200)), {}, poisson(), 1};
  for (const std::uint64_t n : {1U, 77U, 5'000U})
    CHECK(std::chrono::abs(since_start(first.intended(n)) - 2 * since_start(twice_the_rate.intended(n))) <= nanos(2));
}

TEST_CASE("a rate of 0 makes nothing due, for all arrivals") {
  const scenario::Arrivals arrivals = GENERATE(poisson(), jitter());
  const Schedule plan{scenario::constant(per_second(0)), {}, arrivals, 1};
  CHECK(plan.due_by(kNever) == 0);
  CHECK(plan.intended(0) == kNever);
}

TEST_CASE("a worker makes random arrivals on time, loses none and obeys when_late") {
  const scenario::Arrivals arrivals = GENERATE(poisson(), jitter(kWholeGap));
  const std::uint64_t rate = GENERATE(5U, 1'000U, 60'000U);
  const Schedule plan{scenario::constant(per_second(rate)), {}, arrivals, 3};
  Simulation worker{Pacer{plan, {}}, 100 * kMicrosecond};
  worker.run_until(kStart + 5 * kSecond);
  worker.stall(2 * kSecond);
  const StreamTime stall_end = worker.now;
  worker.pacer.advance_to(stall_end);
  CHECK(worker.pacer.scheduled() == plan.due_by(stall_end));
  worker.run_until(stall_end + 4 * kSecond);
  while (worker.pacer.is_ready()) worker.make();
  CHECK(worker.made.size() == plan.due_by(worker.now));
  CHECK(waiting(worker) == 0);
  check_in_order(worker);
  const MadeRecord* first = nullptr;
  for (const MadeRecord& record : worker.made) {
    REQUIRE(record.intended == plan.intended(record.index));
    if (record.at < stall_end) {
      REQUIRE(record.at - record.intended <= 500 * kMicrosecond);
    } else {
      if (first == nullptr) first = &record;
      // Twice as fast as time, plus one step of 10 ms.
      REQUIRE(record.intended - first->intended <= 2 * (record.at - first->at + 11 * kMillisecond));
    }
  }
}

TEST_CASE("a change of the rate of random arrivals loses no index and keeps the gaps random") {
  std::mt19937_64 random{41};
  Simulation worker{Pacer{Schedule{scenario::constant(per_second(1'000)), {}, poisson(), 8}, {}}, 200 * kMicrosecond};
  for (int change = 0; change < 300; ++change) {
    worker.run_until(worker.now + nanos(random() % 50'000'000));
    const auto rate = random() % 3 == 0 ? 0 : random() % 20'000;
    worker.pacer.change(Schedule{scenario::constant(per_second(rate)), {}, poisson(), 8}, kStart);
  }
  worker.run_until(worker.now + kSecond);
  check_in_order(worker);
  for (std::size_t i = 0; i < worker.made.size(); ++i) REQUIRE(worker.made[i].index == i);
  CHECK(worker.made.size() > 10'000);

  // One rate, repeatedly changed to itself.
  Simulation same{Pacer{Schedule{scenario::constant(per_second(10'000)), {}, poisson(), 8}, {}}};
  const Schedule plan{scenario::constant(per_second(10'000)), {}, poisson(), 8};
  for (int change = 0; change < 100; ++change) {
    same.run_until(same.now + 17 * kMillisecond);
    same.pacer.change(plan, same.now);
  }
  for (const MadeRecord& record : same.made)
    REQUIRE(std::chrono::abs(record.intended - plan.intended(record.index)) <= kTick);
}
