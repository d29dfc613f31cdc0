#include "report/stream_rates.hpp"

#include <cmath>

#include "catch.hpp"

using namespace spate;
using namespace spate::report;

namespace {

constexpr MonotonicTime kStarted{10 * kSecond};

constexpr scenario::Rate per_second(std::uint64_t amount, scenario::Rate::Unit unit = scenario::Rate::Unit::records) {
  return {.unit = unit, .amount = amount, .per = kSecond};
}

// 1,000/s for `seconds` as stages. The schedule ends after them.
scenario::RateProfile staged(int seconds) {
  return {.stages = {scenario::Hold{per_second(1000), seconds * kSecond}}, .repeat = 1, .windows = {}, .scale = {}};
}

// `scheduled` records, `delivered` of them delivered, the last one `elapsed` after the start; due until `due_until`
// after T = 0.
void play(stats::StreamStats& stats, std::uint64_t scheduled, std::uint64_t delivered, Duration elapsed,
          Duration due_until) {
  stats.worker.started = kStarted;
  stats.worker.ended = stats.delivery.last_report = kStarted + elapsed;
  stats.worker.due_until = StreamTime{due_until};
  stats.worker.scheduled.set(scheduled);
  stats.worker.enqueued.set(delivered);
  stats.worker.bytes_enqueued.add(delivered * 100);
  stats.delivery.delivered.add(delivered);
}

StreamRates rates(const stats::StreamStats& stats, const scenario::RateProfile& profile,
                  const scenario::Shard& shard = {}) {
  return stream_rates(stats, profile, pacing::ScheduleHistory{pacing::Schedule{profile}}, shard);
}

}  // namespace

TEST_CASE("a stall lowers the achieved rate and not the target, in every form of rate") {
  // 3,000 records due in 3 s, delivered after 10 s.
  stats::StreamStats stats;
  play(stats, 3'000, 3'000, 10 * kSecond, 3 * kSecond - kMillisecond);
  const auto profiles = {scenario::constant(per_second(1000)), staged(3),
                         scenario::constant(per_second(100'000, scenario::Rate::Unit::bytes))};
  for (const auto& profile : profiles) {
    CHECK(rates(stats, profile).target == Approx(1000));
    CHECK(rates(stats, profile).achieved == Approx(300));
  }
  // On time, with 20 ms from the worker to the broker.
  stats::StreamStats on_time;
  play(on_time, 3'000, 3'000, 3 * kSecond + 19 * kMillisecond, 3 * kSecond - kMillisecond);
  for (const auto& profile : profiles) CHECK(rates(on_time, profile).achieved == Approx(1000));
}

TEST_CASE("with a start time in the past, both rates count from the start of the run") {
  // The start time was a day ago. The run stopped after 10 s of catching up at twice the rate.
  stats::StreamStats stats;
  constexpr Duration kPast = 86'400 * kSecond;
  play(stats, 86'410'000, 20'000, 10 * kSecond, kPast + 10 * kSecond);
  stats.worker.initial_backlog = kPast;
  for (const auto& profile : {scenario::constant(per_second(1000)), staged(200'000)}) {
    CHECK(rates(stats, profile).target == Approx(1000));
    CHECK(rates(stats, profile).achieved == Approx(2000).epsilon(0.001));
  }
}

TEST_CASE("a schedule that ended before the run has its own rate as target") {
  stats::StreamStats stats;
  play(stats, 3'000, 3'000, kSecond + kSecond / 2, 3 * kSecond - kMillisecond);
  stats.worker.initial_backlog = 3'600 * kSecond;
  CHECK(rates(stats, staged(3)).target == Approx(1000));
  CHECK(rates(stats, staged(3)).achieved == Approx(2000));
}

TEST_CASE("a pause counts as a target of 0") {
  // 1,000/s for 5 s, then paused for 5 s.
  const auto profile = scenario::constant(per_second(1000));
  pacing::ScheduleHistory history{pacing::Schedule{profile}};
  history.add(StreamTime{5 * kSecond}, 5'000, 0,
              *history.written().with_change(StreamTime{5 * kSecond},
                                             pacing::Schedule{scenario::constant(per_second(0))}, StreamTime{}, 5'000));
  stats::StreamStats stats;
  play(stats, 5'000, 5'000, 10 * kSecond, 10 * kSecond);
  const auto paused = stream_rates(stats, profile, history, {});
  CHECK(paused.target == Approx(500));
  CHECK(paused.achieved == Approx(500));
  // At `max` there is no target.
  history.add(StreamTime{10 * kSecond}, 5'000, 0,
              pacing::Schedule{scenario::constant({.unit = scenario::Rate::Unit::unlimited})});
  CHECK(std::isinf(stream_rates(stats, profile, history, {}).target));
  CHECK(stream_rates(stats, profile, history, {}).achieved == Approx(500));
}

TEST_CASE("the target of a shard is its share") {
  stats::StreamStats stats;
  play(stats, 1'000, 1'000, 3 * kSecond - 3 * kMillisecond, 3 * kSecond - 3 * kMillisecond);
  for (const auto& profile : {scenario::constant(per_second(1000)), staged(60)}) {
    CHECK(rates(stats, profile, {.index = 0, .count = 3}).target == Approx(1000.0 / 3));
    CHECK(rates(stats, profile, {.index = 0, .count = 3}).achieved == Approx(1000.0 / 3));
  }
}

TEST_CASE("a stream that never started has rate 0") {
  const stats::StreamStats stats;
  CHECK(rates(stats, scenario::constant(per_second(1000))).achieved == 0);
  CHECK(rates(stats, staged(3)).achieved == 0);
}
