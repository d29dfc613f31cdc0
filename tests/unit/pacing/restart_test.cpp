// A stream that was sent before restarts: at the next record, with schedule and bounds from their start.
#include "pacing/schedule_history.hpp"
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr std::uint64_t kFirst = 1'000;
constexpr StreamTime kAt = kStart + 7 * kSecond;

Simulation again(const scenario::Rate& rate, const scenario::StopAfter& bounds = {}) {
  Simulation worker{Pacer::restarted(Schedule{scenario::constant(rate)}, bounds, {}, kAt, kFirst)};
  worker.now = kAt;
  return worker;
}

void check_indexes(const Simulation& worker) {
  std::uint64_t next = kFirst;
  for (const Made& record : worker.made) REQUIRE(record.index == next++);
  CHECK(worker.pacer.skipped() == 0);
}

}  // namespace

TEST_CASE("a restarted stream makes its next record at once and the others at its rate") {
  auto worker = again(per_second(100));
  worker.run_until(kAt + 2 * kSecond - kTick);
  check_indexes(worker);
  REQUIRE(worker.made.size() == 200);
  for (std::uint64_t n = 0; n < 200; ++n)
    REQUIRE(worker.made[n].intended == kAt + static_cast<Duration::rep>(n) * 10 * kMillisecond);
  CHECK(worker.pacer.scheduled() == kFirst + 200);
}

TEST_CASE("the bounds of a restarted stream count from the restart") {
  auto records = again(per_second(100), stop_after_records(50));
  records.run_until(kAt + kMinute);
  check_indexes(records);
  CHECK(records.made.size() == 50);
  auto time = again(per_second(100), stop_after_duration(3 * kSecond));
  time.run_until(kAt + kMinute);
  check_indexes(time);
  CHECK(time.made.size() == 300);
  auto nothing = again(per_second(100), stop_after_records(0));
  CHECK(nothing.pacer.finished());
  auto max = Pacer::restarted(Schedule{scenario::constant(per_second(1))}, stop_after_records(~std::uint64_t{0}), {},
                              kAt, kFirst);
  CHECK_FALSE(max.finished());
}

TEST_CASE("restart() of an earlier pacer equals a new restarted() pacer") {
  for (const ShardIndices& slots : {ShardIndices{}, ShardIndices{2, 3}}) {
    for (const scenario::Rate& rate : {per_second(90), bytes_per_second(10'000), unlimited()}) {
      const Schedule schedule{scenario::constant(rate)};
      auto made_then = Pacer::restarted(schedule, stop_after_records(180), {}, kAt, kFirst, slots);
      auto made_before = Pacer::restarted(schedule, {}, {}, {}, 0, slots);
      made_before.restart(stop_after_records(180), kAt, kFirst);
      for (StreamTime now = kAt; now < kAt + 3 * kSecond; now += 3 * kMillisecond) {
        for (Pacer* pacer : {&made_then, &made_before}) pacer->advance_to(now);
        REQUIRE(made_before.ready() == made_then.ready());
        REQUIRE(made_before.index() == made_then.index());
        REQUIRE(made_before.intended() == made_then.intended());
        REQUIRE(made_before.scheduled() == made_then.scheduled());
        REQUIRE(made_before.finished() == made_then.finished());
        if (made_then.ready())
          for (Pacer* pacer : {&made_then, &made_before}) pacer->made(100);
      }
      CHECK(made_before.schedule().unit() == rate.unit);
    }
  }
}

TEST_CASE("a stream restarts at max and at a rate in bytes") {
  auto fast = again(unlimited(), stop_after_records(5'000));
  fast.run_until(kAt + kMinute);
  check_indexes(fast);
  CHECK(fast.made.size() == 5'000);
  CHECK(fast.pacer.scheduled() == kFirst + 5'000);
  auto bytes = Pacer::restarted(Schedule{scenario::constant(bytes_per_second(10'000))}, {}, {}, kAt, kFirst);
  std::uint64_t made = 0;
  for (StreamTime now = kAt; now < kAt + 2 * kSecond; now += kMillisecond) {
    bytes.advance_to(now);
    for (; bytes.ready(); ++made) {
      REQUIRE(bytes.index() == kFirst + made);
      bytes.made(100);
    }
  }
  CHECK(made == 200);
}

TEST_CASE("the history of a restarted stream has all intended times") {
  ScheduleHistory history{Schedule{scenario::constant(per_second(200))}};
  const Schedule nothing{scenario::constant(per_second(0))};
  history.add(kStart + 5 * kSecond, kFirst, 0, nothing.begun(kStart + 5 * kSecond, kStart, kFirst));
  const auto worker = again(per_second(100));
  history.add(kAt, kFirst, 0, worker.pacer.schedule());
  CHECK(history.due_by(kStart + 2 * kSecond) == 401);
  CHECK(history.due_by(kStart + 6 * kSecond) == kFirst);
  CHECK(history.due_by(kAt + kSecond) == kFirst + 101);
  CHECK(history.intended(400) == kStart + 2 * kSecond);
  CHECK(history.intended(kFirst + 100) == kAt + kSecond);
}

TEST_CASE("the shards of a restarted stream share its records") {
  std::vector<std::uint64_t> all;
  for (std::uint64_t shard = 0; shard < 3; ++shard) {
    Simulation worker{Pacer::restarted(Schedule{scenario::constant(per_second(90))}, stop_after_records(180), {}, kAt,
                                       100, {shard, 3})};
    worker.now = kAt;
    worker.run_until(kAt + kMinute);
    for (const Made& record : worker.made) {
      CHECK(record.index % 3 == shard);
      CHECK(record.intended == kAt + static_cast<Duration::rep>(record.index - 300) * kSecond / 90 +
                                   (((record.index - 300) % 9) > 0 ? kTick : Duration{}));
      all.push_back(record.index);
    }
    CHECK(worker.pacer.scheduled() == 160);
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == 180);
  for (std::uint64_t n = 0; n < all.size(); ++n) REQUIRE(all[n] == 300 + n);
}
