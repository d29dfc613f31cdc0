// A recorded rate: N(t) and T(n) are inverse, for any file, speed and loop.
#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"
#include "instants.hpp"
#include "pacing/pacer.hpp"
#include "pacing/schedule.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

struct Speed {
  scenario::Factor factor;
  bool loop = false;
};

Schedule recorded(const std::vector<Duration>& instants, const Speed& speed = {}) {
  auto recording = std::make_shared<Recording>();
  for (const Duration instant : instants) recording->add(WallTime{instant});
  return Schedule{scenario::RateProfile{.stages = {}, .windows = {}, .scale = speed.factor}, recording, speed.loop};
}

std::vector<Duration> random_instants(std::size_t count) {
  std::mt19937_64 random{7};
  std::vector<Duration> instants{1'700'000'000 * kSecond};
  while (instants.size() < count)
    instants.push_back(instants.back() + nanos(random() % 3 == 0 ? 0 : random() % 1'000'000));
  return instants;
}

}  // namespace

TEST_CASE("records keep their recorded gaps, divided by the speed") {
  const std::vector<Duration> instants{100 * kSecond, 101 * kSecond, 101 * kSecond, 107 * kSecond};
  CHECK(recorded(instants).intended(0) == kStart);
  CHECK(recorded(instants).intended(2) == kStart + kSecond);
  CHECK(recorded(instants).intended(3) == kStart + 7 * kSecond);
  CHECK(recorded(instants).intended(4) == kNever);
  CHECK(recorded(instants).total() == 4);
  CHECK(recorded(instants).end() == kStart + 7 * kSecond + kTick);
  CHECK(recorded(instants, {{3, 1}}).intended(3) == kStart + nanos(2'333'333'334));
  CHECK(recorded(instants, {{1, 2}}).intended(3) == kStart + 14 * kSecond);
}

TEST_CASE("a loop continues one mean gap after the last record") {
  const auto schedule = recorded({Duration{}, kSecond, 5 * kSecond}, {{1, 1}, true});
  CHECK(schedule.total() == kUnbounded);
  CHECK(schedule.end() == kNever);
  CHECK(schedule.intended(3) == kStart + 7'500 * kMillisecond);
  CHECK(schedule.intended(4) == kStart + 8'500 * kMillisecond);
  CHECK(schedule.intended(300) == kStart + 750 * kSecond);
  CHECK(schedule.due_by(kStart + 750 * kSecond - kTick) == 300);
  CHECK(schedule.due_by(kStart + 750 * kSecond) == 301);
  CHECK(schedule.intended(UINT64_MAX) == kNever);
}

TEST_CASE("N of a recording is the inverse of T") {
  const auto speed =
      GENERATE(Speed{{1, 1}}, Speed{{1, 1}, true}, Speed{{3, 1}, true}, Speed{{2, 3}}, Speed{{1'000'000, 7}, true});
  CAPTURE(speed.factor.times, speed.factor.over, speed.loop);
  const auto schedule = recorded(random_instants(1000), speed);
  const std::uint64_t max = speed.loop ? 5000 : 1000;
  StreamTime before{};
  for (std::uint64_t n = 0; n < max; ++n) {
    const StreamTime time = schedule.intended(n);
    REQUIRE(time >= before);
    before = time;
    const auto due = schedule.due_by(time);
    REQUIRE(due > n);
    REQUIRE(schedule.intended(due - 1) == time);
    REQUIRE(schedule.due_by(time - kTick) <= n);
    if (due < max) REQUIRE(schedule.intended(due) > time);
  }
}

TEST_CASE("a pacer makes every recorded record at its time and ends after the last one") {
  const auto instants = random_instants(500);
  Pacer pacer{recorded(instants), {}};
  std::vector<StreamTime> made;
  for (StreamTime now{}; !pacer.is_finished(); now = pacer.next_wakeup()) {
    pacer.advance_to(now);
    for (; pacer.is_ready(); pacer.count_made(1)) made.push_back(pacer.intended());
  }
  REQUIRE(made.size() == instants.size());
  for (std::size_t n = 0; n < made.size(); ++n) CHECK(made[n] == kStart + (instants[n] - instants[0]));
}

TEST_CASE("the rate of a recording is the records of the next second, or 1 / gap for a longer gap") {
  std::vector<Duration> instants;
  instants.reserve(101);
  for (int n = 0; n < 100; ++n) instants.push_back(n * 20 * kMillisecond);
  instants.push_back(instants.back() + 10 * kSecond);
  const auto schedule = recorded(instants);
  CHECK(schedule.rate_at(kStart) == Approx(50));
  CHECK(schedule.rate_at(kStart + 5 * kSecond) == Approx(0.1));
  CHECK(schedule.rate_at(kStart + 100 * kSecond) == 0);
}
