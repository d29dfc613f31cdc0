// Late streams under each policy: a stream goes no faster than the policy allows after any delay. Skipped records are
// counted and not used again.
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr scenario::WhenLate kSkip{.policy = scenario::WhenLate::Policy::skip};

scenario::WhenLate catch_up(std::uint64_t times, std::uint64_t over, Duration max_backlog = 5 * kMinute) {
  return {.policy = scenario::WhenLate::Policy::catch_up, .factor = {times, over}, .max_backlog = max_backlog};
}

Simulation make_worker(const scenario::Rate& rate, const scenario::WhenLate& when_late,
                       const scenario::StopAfter& bound = {}) {
  return Simulation{Pacer{Schedule{scenario::constant(rate)}, bound, when_late}, 100 * kMicrosecond};
}

// No two records from `since` on are closer together than `factor` times the schedule allows, plus one step of 10 ms.
void check_no_burst(const Simulation& worker, StreamTime since, double factor) {
  const auto first = std::find_if(worker.made.begin(), worker.made.end(),
                                  [&](const MadeRecord& record) { return record.at >= since; });
  REQUIRE(first != worker.made.end());
  for (auto record = first; record != worker.made.end(); ++record)
    REQUIRE(static_cast<double>((record->intended - first->intended).count()) <=
            factor * static_cast<double>((record->at - first->at + 11 * kMillisecond).count()));
}

}  // namespace

TEST_CASE("a stream catches up at the factor, integer or fractional, and is then on time") {
  const auto [times, over] =
      GENERATE(table<std::uint64_t, std::uint64_t>({{2, 1}, {3, 2}, {11, 10}, {5, 1}, {100, 1}}));
  const std::uint64_t rate = GENERATE(20U, 10'000U);
  INFO(times << "/" << over << " at " << rate << "/s");
  auto worker = make_worker(per_second(rate), catch_up(times, over));
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  const StreamTime stall_end = worker.now;
  // 2 s behind, and as many times faster as `factor` exceeds 1.
  const auto duration = nanos(2e9 * static_cast<double>(over) / static_cast<double>(times - over));
  worker.run_until(stall_end + duration - duration / 10 - 20 * kMillisecond);
  CHECK(worker.pacer.behind() > Duration{});
  worker.run_until(stall_end + duration + duration / 10 + 100 * kMillisecond);
  CHECK(worker.pacer.behind() == Duration{});
  CHECK(waiting(worker) == 0);
  CHECK(worker.pacer.skipped() == 0);
  check_no_burst(worker, stall_end, static_cast<double>(times) / static_cast<double>(over));
  check_in_order(worker);
}

TEST_CASE("a factor of 1x keeps the backlog constant") {
  auto worker = make_worker(per_second(1'000), catch_up(1, 1));
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  const StreamTime stall_end = worker.now;
  worker.run_until(stall_end + 20 * kSecond);
  CHECK(worker.pacer.behind() > 1'900 * kMillisecond);
  CHECK(worker.pacer.behind() < 2'100 * kMillisecond);
  check_no_burst(worker, stall_end, 1);
}

TEST_CASE("backlog above max_backlog is skipped and counted") {
  const Duration max_backlog = GENERATE(1 * kMillisecond, 100 * kMillisecond, 1 * kSecond);
  auto worker = make_worker(per_second(1'000), catch_up(2, 1, max_backlog));
  worker.run_until(kStart + kSecond);
  worker.stall(3 * kSecond);
  const StreamTime stall_end = worker.now;
  const auto made = worker.made.size();
  worker.step();
  REQUIRE(worker.made.size() > made);
  CHECK(worker.made[made].intended >= stall_end - max_backlog);
  CHECK(worker.made[made].index == made + worker.pacer.skipped());
  worker.run_until(stall_end + 5 * kSecond);
  CHECK(worker.pacer.skipped() >= static_cast<std::uint64_t>((3 * kSecond - max_backlog) / kMillisecond) - 2);
  CHECK(waiting(worker) == 0);
  CHECK(worker.made.size() + worker.pacer.skipped() == worker.pacer.scheduled());
  check_no_burst(worker, stall_end, 2);
  check_in_order(worker);
  CHECK_FALSE(worker.pacer.skips_late());
}

TEST_CASE("when_late skip makes no late record and is on time at once") {
  const std::uint64_t rate = GENERATE(3U, 1'000U, 50'000U);
  auto worker = make_worker(per_second(rate), kSkip);
  for (int round = 0; round < 5; ++round) {
    worker.run_until(worker.now + kSecond);
    round % 2 == 0 ? worker.stall(2 * kSecond) : worker.blocked(2 * kSecond);
  }
  worker.run_until(worker.now + kSecond);
  CHECK(worker.pacer.skips_late());
  CHECK(worker.pacer.skipped() >= 9 * rate);
  CHECK(waiting(worker) == 0);
  CHECK(worker.made.size() + worker.pacer.skipped() == worker.pacer.scheduled());
  check_in_order(worker);
  for (const MadeRecord& record : worker.made) REQUIRE(record.at - record.intended <= 50 * kMillisecond);
}

TEST_CASE("when_late skip makes records that are up to 50 ms late") {
  auto worker = make_worker(per_second(1'000), kSkip);
  worker.run_until(kStart + kSecond);
  for (int round = 0; round < 20; ++round) {
    worker.stall(49 * kMillisecond);
    worker.run_until(worker.now + 100 * kMillisecond);
  }
  CHECK(worker.pacer.skipped() == 0);
  check_in_order(worker);
}

// While a machine is suspended, CLOCK_MONOTONIC stops and CLOCK_REALTIME does not. Setting the clock changes
// CLOCK_REALTIME only. A pacer gets CLOCK_MONOTONIC, so neither is a jump. With a clock that jumps by any length, the
// policy still holds.
TEST_CASE("a jump of the time of any length causes no burst beyond when_late") {
  const Duration jump = GENERATE(70 * kMillisecond, kSecond, 4 * kMinute, 60 * kMinute, kDay, 365 * kDay);
  const scenario::WhenLate policy =
      GENERATE(catch_up(2, 1), catch_up(3, 2, kSecond), catch_up(10, 1, 10 * kSecond), kSkip);
  INFO("jump of " << jump << " ns");
  auto worker = make_worker(per_second(2'000), policy);
  worker.run_until(kStart + kSecond);
  worker.stall(jump);
  const StreamTime stall_end = worker.now;
  worker.run_until(stall_end + 3 * kSecond);
  const bool skips = policy.policy == scenario::WhenLate::Policy::skip;
  check_no_burst(worker, stall_end,
                 skips ? 1.0 : static_cast<double>(policy.factor.times) / static_cast<double>(policy.factor.over));
  check_in_order(worker);
  CHECK(worker.pacer.scheduled() == Schedule{scenario::constant(per_second(2'000))}.due_by(worker.now));
  CHECK(worker.made.size() + worker.pacer.skipped() + waiting(worker) == worker.pacer.scheduled());
}

TEST_CASE("a rate in bytes skips bytes and no index") {
  const scenario::WhenLate policy = GENERATE(catch_up(2, 1, kSecond), kSkip);
  auto worker = make_worker(bytes_per_second(100'000), policy);
  worker.run_until(kStart + kSecond);
  worker.stall(10 * kSecond);
  worker.run_until(worker.now + 5 * kSecond);
  CHECK(worker.pacer.skipped() == 0);
  const auto min_skipped = policy.policy == scenario::WhenLate::Policy::skip ? 990'000U : 899'000U;
  CHECK(worker.pacer.skipped_bytes() >= min_skipped);
  CHECK(worker.bytes + worker.pacer.skipped_bytes() >= 1'600'000 - 100);
  CHECK(worker.bytes + worker.pacer.skipped_bytes() <= 1'600'000 + 200);
  for (std::size_t i = 0; i < worker.made.size(); ++i) REQUIRE(worker.made[i].index == i);
}

TEST_CASE("a bounded stream with when_late skip ends on time and schedules all its records") {
  auto worker = make_worker(per_second(100), kSkip, stop_after_records(500));
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.run_until(kStart + kMinute);
  CHECK(worker.pacer.is_finished());
  CHECK(worker.made.size() + worker.pacer.skipped() == 500);
  CHECK(worker.made.back().index == 499);
}

TEST_CASE("a change of rate does not reuse indexes of skipped records") {
  auto worker = make_worker(per_second(1'000), kSkip);
  worker.run_until(kStart + kSecond);
  worker.stall(2 * kSecond);
  worker.step();
  const auto skipped = worker.pacer.skipped();
  REQUIRE(skipped > 1'900);
  worker.pacer.change(Schedule{scenario::constant(per_second(500))}, kStart);
  worker.run_until(worker.now + 2 * kSecond);
  check_in_order(worker);
  CHECK(worker.pacer.skipped() == skipped);
  CHECK(worker.made.back().index + 1 == worker.made.size() + skipped);
}
