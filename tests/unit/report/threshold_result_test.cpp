#include "report/threshold_result.hpp"

#include "catch.hpp"
#include "scenario/text/threshold_text.hpp"

using namespace spate;
using namespace spate::report;

namespace {

constexpr MonotonicTime kStarted{10 * kSecond};

scenario::Stream stream_at(const scenario::Rate& rate, const std::vector<std::string>& thresholds) {
  scenario::Stream stream;
  stream.rate = scenario::constant(rate);
  for (const auto& text : thresholds) stream.thresholds.push_back(*scenario::parse_threshold(text).value);
  return stream;
}

constexpr scenario::Rate per_second(std::uint64_t records) {
  return {.unit = scenario::Rate::Unit::records, .amount = records, .per = kSecond};
}

// `delivered` of `scheduled` records, the last report `took` after the start.
void play(stats::StreamStats& stats, std::uint64_t scheduled, std::uint64_t delivered, Duration took) {
  stats.worker.started = kStarted;
  stats.worker.scheduled.set(scheduled);
  stats.worker.enqueued.set(delivered);
  stats.delivery.delivered.add(delivered);
  stats.delivery.last_report = kStarted + took;
}

ThresholdResult verdict_on(const std::string& threshold, const stats::StreamStats& stats,
                           const scenario::Rate& rate = per_second(1000)) {
  return evaluate_thresholds(stream_at(rate, {threshold}),
                             pacing::ScheduleHistory{pacing::Schedule{scenario::constant(rate)}}, stats)
      .front();
}

}  // namespace

TEST_CASE("an end-to-end latency is that of what was read back after the warm-up") {
  stats::StreamStats stats;
  play(stats, 1'000, 1'000, kSecond);
  CHECK_FALSE(verdict_on("end_to_end.p99 < 1s", stats).value);
  CHECK_FALSE(verdict_on("end_to_end.p99 < 1s", stats).ok);
  stats.end_to_end.latency.record(5 * kSecond, 400);
  stats::end_warm_up(stats, kStarted + kSecond / 2);
  stats.end_to_end.latency.record(20 * kMillisecond, 500);
  stats.end_to_end.latency.record(80 * kMillisecond, 100);
  CHECK(*verdict_on("end_to_end.p50 < 50ms", stats).value == Approx(0.02).epsilon(0.016));
  CHECK(verdict_on("end_to_end.p50 < 50ms", stats).ok);
  CHECK(*verdict_on("end_to_end.max < 50ms", stats).value == Approx(0.08).epsilon(0.016));
  CHECK_FALSE(verdict_on("end_to_end.max < 50ms", stats).ok);
}

TEST_CASE("the rate kept is what was delivered, over the time the schedule had or the longer time it took") {
  struct Row {
    std::uint64_t scheduled, delivered;
    Duration took;
    double kept;
  };
  const std::vector<Row> rows{
      {10'000, 10'000, 10 * kSecond, 1},
      {10'000, 10'000, 10 * kSecond + 40 * kMillisecond, 1},    // the way to the broker
      {10'000, 10'000, 20 * kSecond + 50 * kMillisecond, 0.5},  // half the rate, all the same delivered
      {10'000, 5'000, 10 * kSecond, 0.5},                       // stopped while half of it waited
      {10'000, 9'900, 5 * kSecond, 0.99},                       // the last ones failed
      {10'000, 6'000, 12 * kSecond + 50 * kMillisecond, 0.5},
      {10'000, 0, {}, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.delivered, row.took);
    stats::StreamStats stats;
    play(stats, row.scheduled, row.delivered, row.took);
    CHECK(*verdict_on("rate >= 99%", stats).value == Approx(row.kept));
    CHECK(verdict_on("rate >= 99%", stats).ok == (row.kept >= 0.99));
  }
}

TEST_CASE("a rate in bytes is kept against the bytes made") {
  stats::StreamStats stats;
  play(stats, 400, 400, 20 * kSecond + 50 * kMillisecond);
  stats.worker.bytes_enqueued.add(10'000);
  const scenario::Rate rate{.unit = scenario::Rate::Unit::bytes, .amount = 1'000, .per = kSecond};
  CHECK(*verdict_on("rate >= 99%", stats, rate).value == Approx(0.5));
}

TEST_CASE("what the scenario drops and duplicates is counted as it asks") {
  stats::StreamStats dropping;
  play(dropping, 10'000, 9'000, 10 * kSecond);
  dropping.worker.dropped.add(1'000);
  CHECK(*verdict_on("rate >= 99%", dropping).value == Approx(1));
  stats::StreamStats losing;
  play(losing, 10'000, 10'000, 10 * kSecond);
  losing.worker.duplicated.add(2'500);
  losing.worker.enqueued.add(2'500);
  losing.delivery.failed.count(-192, 2'500);
  CHECK(*verdict_on("rate >= 99%", losing).value == Approx(0.8));
  CHECK(*verdict_on("failed < 1%", losing).value == Approx(0.2));
}

TEST_CASE("a backlog that is caught up with as when_late says is no missed rate") {
  // T = 0 was 50 s past; a schedule of 60 s takes 30 s at twice the rate.
  const auto kept = [](Duration took) {
    stats::StreamStats stats;
    play(stats, 60'000, 60'000, took);
    stats.worker.initial_backlog = 50 * kSecond;
    return *verdict_on("rate >= 99%", stats).value;
  };
  CHECK(kept(30 * kSecond) == Approx(1));
  CHECK(kept(60 * kSecond + 50 * kMillisecond) == Approx(0.5));
}

TEST_CASE("after a live change the rate is kept against the changed one") {
  // 1,000/s for 5 s, then 200/s: 6,000 records in 10 s.
  pacing::ScheduleHistory history{pacing::Schedule{scenario::constant(per_second(1000))}};
  history.add(StreamTime{5 * kSecond}, 5'000, 0,
              *history.written().with_change(
                  StreamTime{5 * kSecond}, pacing::Schedule{scenario::constant(per_second(200))}, StreamTime{}, 5'000));
  const auto kept = [&](Duration took) {
    stats::StreamStats stats;
    play(stats, 6'000, 6'000, took);
    return *evaluate_thresholds(stream_at(per_second(1000), {"rate >= 99%"}), history, stats).front().value;
  };
  CHECK(kept(10 * kSecond) == Approx(1));
  CHECK(kept(20 * kSecond + 50 * kMillisecond) == Approx(0.5));
  // At `max` there is no rate to be kept.
  history.add(StreamTime{10 * kSecond}, 6'000, 0,
              pacing::Schedule{scenario::constant({.unit = scenario::Rate::Unit::unlimited})});
  CHECK(kept(kMinute) == Approx(1));
}

TEST_CASE("the warm-up counts for no threshold") {
  stats::StreamStats stats;
  play(stats, 4'000, 1'000, 4 * kSecond);
  stats.worker.enqueued.add(500);
  stats.delivery.failed.count(-192, 500);
  stats.worker.skipped[0].add(2'500);
  stats.delivery.ack_latency.record(9 * kSecond, 1'000);
  CHECK_FALSE(verdict_on("rate >= 99%", stats).ok);
  stats::end_warm_up(stats, kStarted + 4 * kSecond);
  stats.worker.scheduled.add(6'000);
  stats.worker.enqueued.add(6'000);
  stats.delivery.delivered.add(6'000);
  stats.delivery.ack_latency.record(kMillisecond, 6'000);
  stats.delivery.last_report = kStarted + 10 * kSecond;
  CHECK(verdict_on("rate >= 99%", stats).ok);
  CHECK(verdict_on("failed == 0", stats).ok);
  CHECK(verdict_on("skipped == 0", stats).ok);
  CHECK(verdict_on("ack_latency.max < 2ms", stats).ok);
}

TEST_CASE("failed and skipped are numbers, or shares of what was scheduled") {
  stats::StreamStats stats;
  play(stats, 1'000, 980, kSecond);
  stats.worker.enqueued.add(15);
  stats.delivery.failed.count(-192, 15);
  stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(5);
  CHECK(verdict_on("failed == 15", stats).ok);
  CHECK(verdict_on("failed <= 1.5%", stats).ok);
  CHECK_FALSE(verdict_on("failed < 1.5%", stats).ok);
  CHECK(verdict_on("skipped > 4", stats).ok);
  CHECK_FALSE(verdict_on("skipped >= 6", stats).ok);
}

TEST_CASE("where nothing was measured, no bound on it is reached") {
  stats::StreamStats stats;
  play(stats, 0, 0, {});
  for (const auto* text : {"rate >= 99%", "ack_latency.p99 < 1h", "failed <= 1%"}) {
    CAPTURE(text);
    const auto result = verdict_on(text, stats);
    CHECK_FALSE(result.value);
    CHECK_FALSE(result.ok);
    CHECK(value_text(result) == "not measured");
  }
  CHECK(verdict_on("failed == 0", stats).ok);
}

TEST_CASE("a value is shown in the unit of its bound") {
  CHECK(value_text({.text = "", .value = 0.99814, .unit = scenario::Threshold::Unit::share}) == "99.81 %");
  CHECK(value_text({.text = "", .value = 12345.0, .unit = scenario::Threshold::Unit::records}) == "12,345");
  CHECK(value_text({.text = "", .value = 0.0121, .unit = scenario::Threshold::Unit::seconds}) == "12.1 ms");
}
