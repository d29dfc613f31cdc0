// A stream that was sent before restarts at its next record. Its schedule and bounds start again.
#include "pacing/schedule_history.hpp"
#include "simulation.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

constexpr std::uint64_t kFirstIndex = 1'000;
constexpr StreamTime kRestart = kStart + 7 * kSecond;

Simulation restarted_worker(const scenario::Rate& rate, const scenario::StopAfter& bounds = {}) {
  Simulation worker{Pacer::restarted(Schedule{scenario::constant(rate)}, bounds, {}, kRestart, kFirstIndex)};
  worker.now = kRestart;
  return worker;
}

void check_indexes(const Simulation& worker) {
  std::uint64_t next = kFirstIndex;
  for (const MadeRecord& record : worker.made) REQUIRE(record.index == next++);
  CHECK(worker.pacer.skipped() == 0);
}

}  // namespace

TEST_CASE("a restarted stream makes its next record at once and the others at its rate") {
  auto worker = restarted_worker(per_second(100));
  worker.run_until(kRestart + 2 * kSecond - kTick);
  check_indexes(worker);
  REQUIRE(worker.made.size() == 200);
  for (std::uint64_t n = 0; n < 200; ++n)
    REQUIRE(worker.made[n].intended == kRestart + static_cast<Duration::rep>(n) * 10 * kMillisecond);
  CHECK(worker.pacer.scheduled() == kFirstIndex + 200);
}

TEST_CASE("the bounds of a restarted stream count from the restart") {
  auto records = restarted_worker(per_second(100), stop_after_records(50));
  records.run_until(kRestart + kMinute);
  check_indexes(records);
  CHECK(records.made.size() == 50);
  auto time = restarted_worker(per_second(100), stop_after_duration(3 * kSecond));
  time.run_until(kRestart + kMinute);
  check_indexes(time);
  CHECK(time.made.size() == 300);
  auto nothing = restarted_worker(per_second(100), stop_after_records(0));
  CHECK(nothing.pacer.is_finished());
  auto max = Pacer::restarted(Schedule{scenario::constant(per_second(1))}, stop_after_records(~std::uint64_t{0}), {},
                              kRestart, kFirstIndex);
  CHECK_FALSE(max.is_finished());
}

TEST_CASE("restart() of an earlier pacer equals a new restarted() pacer") {
  for (const ShardIndices& indices : {ShardIndices{}, ShardIndices{2, 3}}) {
    for (const scenario::Rate& rate : {per_second(90), bytes_per_second(10'000), unlimited()}) {
      const Schedule schedule{scenario::constant(rate)};
      auto fresh = Pacer::restarted(schedule, stop_after_records(180), {}, kRestart, kFirstIndex, indices);
      auto reused = Pacer::restarted(schedule, {}, {}, {}, 0, indices);
      reused.restart(stop_after_records(180), kRestart, kFirstIndex);
      for (StreamTime now = kRestart; now < kRestart + 3 * kSecond; now += 3 * kMillisecond) {
        for (Pacer* pacer : {&fresh, &reused}) pacer->advance_to(now);
        REQUIRE(reused.is_ready() == fresh.is_ready());
        REQUIRE(reused.index() == fresh.index());
        REQUIRE(reused.intended() == fresh.intended());
        REQUIRE(reused.scheduled() == fresh.scheduled());
        REQUIRE(reused.is_finished() == fresh.is_finished());
        if (fresh.is_ready())
          for (Pacer* pacer : {&fresh, &reused}) pacer->count_made(100);
      }
      CHECK(reused.schedule().unit() == rate.unit);
    }
  }
}

TEST_CASE("a stream restarts at max and at a rate in bytes") {
  auto fast = restarted_worker(unlimited(), stop_after_records(5'000));
  fast.run_until(kRestart + kMinute);
  check_indexes(fast);
  CHECK(fast.made.size() == 5'000);
  CHECK(fast.pacer.scheduled() == kFirstIndex + 5'000);
  auto bytes = Pacer::restarted(Schedule{scenario::constant(bytes_per_second(10'000))}, {}, {}, kRestart, kFirstIndex);
  std::uint64_t made = 0;
  for (StreamTime now = kRestart; now < kRestart + 2 * kSecond; now += kMillisecond) {
    bytes.advance_to(now);
    for (; bytes.is_ready(); ++made) {
      REQUIRE(bytes.index() == kFirstIndex + made);
      bytes.count_made(100);
    }
  }
  CHECK(made == 200);
}

TEST_CASE("the history of a restarted stream has all intended times") {
  ScheduleHistory history{Schedule{scenario::constant(per_second(200))}};
  const Schedule nothing{scenario::constant(per_second(0))};
  history.add(kStart + 5 * kSecond, kFirstIndex, 0, nothing.started_at(kStart + 5 * kSecond, kStart, kFirstIndex));
  const auto worker = restarted_worker(per_second(100));
  history.add(kRestart, kFirstIndex, 0, worker.pacer.schedule());
  CHECK(history.due_by(kStart + 2 * kSecond) == 401);
  CHECK(history.due_by(kStart + 6 * kSecond) == kFirstIndex);
  CHECK(history.due_by(kRestart + kSecond) == kFirstIndex + 101);
  CHECK(history.intended(400) == kStart + 2 * kSecond);
  CHECK(history.intended(kFirstIndex + 100) == kRestart + kSecond);
}

TEST_CASE("the shards of a restarted stream share its records") {
  std::vector<std::uint64_t> all;
  for (std::uint64_t shard = 0; shard < 3; ++shard) {
    Simulation worker{Pacer::restarted(Schedule{scenario::constant(per_second(90))}, stop_after_records(180), {},
                                       kRestart, 100, {shard, 3})};
    worker.now = kRestart;
    worker.run_until(kRestart + kMinute);
    for (const MadeRecord& record : worker.made) {
      CHECK(record.index % 3 == shard);
      CHECK(record.intended == kRestart + static_cast<Duration::rep>(record.index - 300) * kSecond / 90 +
                                   (((record.index - 300) % 9) > 0 ? kTick : Duration{}));
      all.push_back(record.index);
    }
    CHECK(worker.pacer.scheduled() == 160);
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == 180);
  for (std::uint64_t n = 0; n < all.size(); ++n) REQUIRE(all[n] == 300 + n);
}
