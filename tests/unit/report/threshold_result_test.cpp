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

// `delivered` of `scheduled` records, the last delivery report `elapsed` after the start.
void play(stats::StreamStats& stats, std::uint64_t scheduled, std::uint64_t delivered, Duration elapsed) {
  stats.worker.started = kStarted;
  stats.worker.scheduled.set(scheduled);
  stats.worker.enqueued.set(delivered);
  stats.delivery.delivered.add(delivered);
  stats.delivery.last_report = kStarted + elapsed;
}

ThresholdResult evaluate(const std::string& threshold, const stats::StreamStats& stats,
                         const scenario::Rate& rate = per_second(1000)) {
  return evaluate_thresholds(stream_at(rate, {threshold}),
                             pacing::ScheduleHistory{pacing::Schedule{scenario::constant(rate)}}, stats)
      .front();
}

}  // namespace

TEST_CASE("end-to-end latency counts the records consumed after the warm-up") {
  stats::StreamStats stats;
  play(stats, 1'000, 1'000, kSecond);
  CHECK_FALSE(evaluate("end_to_end.p99 < 1s", stats).value);
  CHECK_FALSE(evaluate("end_to_end.p99 < 1s", stats).passed);
  stats.end_to_end.latency.record(5 * kSecond, 400);
  stats::end_warm_up(stats, kStarted + kSecond / 2);
  stats.end_to_end.latency.record(20 * kMillisecond, 500);
  stats.end_to_end.latency.record(80 * kMillisecond, 100);
  CHECK(*evaluate("end_to_end.p50 < 50ms", stats).value == Approx(0.02).epsilon(0.016));
  CHECK(evaluate("end_to_end.p50 < 50ms", stats).passed);
  CHECK(*evaluate("end_to_end.max < 50ms", stats).value == Approx(0.08).epsilon(0.016));
  CHECK_FALSE(evaluate("end_to_end.max < 50ms", stats).passed);
}

TEST_CASE("the rate share is delivered by scheduled, over the longer of schedule and run time") {
  struct Row {
    std::uint64_t scheduled, delivered;
    Duration elapsed;
    double share;
  };
  const std::vector<Row> rows{
      {10'000, 10'000, 10 * kSecond, 1},
      {10'000, 10'000, 10 * kSecond + 40 * kMillisecond, 1},    // 40 ms to the broker
      {10'000, 10'000, 20 * kSecond + 50 * kMillisecond, 0.5},  // half the rate, all delivered
      {10'000, 5'000, 10 * kSecond, 0.5},                       // stopped with half of it in the backlog
      {10'000, 9'900, 5 * kSecond, 0.99},                       // the last records failed
      {10'000, 6'000, 12 * kSecond + 50 * kMillisecond, 0.5},
      {10'000, 0, {}, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.delivered, row.elapsed);
    stats::StreamStats stats;
    play(stats, row.scheduled, row.delivered, row.elapsed);
    CHECK(*evaluate("rate >= 99%", stats).value == Approx(row.share));
    CHECK(evaluate("rate >= 99%", stats).passed == (row.share >= 0.99));
  }
}

TEST_CASE("the share of a rate in bytes counts bytes") {
  stats::StreamStats stats;
  play(stats, 400, 400, 20 * kSecond + 50 * kMillisecond);
  stats.worker.bytes_enqueued.add(10'000);
  const scenario::Rate rate{.unit = scenario::Rate::Unit::bytes, .amount = 1'000, .per = kSecond};
  CHECK(*evaluate("rate >= 99%", stats, rate).value == Approx(0.5));
}

TEST_CASE("dropped and duplicated records do not lower the rate share") {
  stats::StreamStats dropped;
  play(dropped, 10'000, 9'000, 10 * kSecond);
  dropped.worker.dropped.add(1'000);
  CHECK(*evaluate("rate >= 99%", dropped).value == Approx(1));
  stats::StreamStats duplicated;
  play(duplicated, 10'000, 10'000, 10 * kSecond);
  duplicated.worker.duplicated.add(2'500);
  duplicated.worker.enqueued.add(2'500);
  duplicated.delivery.failed.count(-192, 2'500);
  CHECK(*evaluate("rate >= 99%", duplicated).value == Approx(0.8));
  CHECK(*evaluate("failed < 1%", duplicated).value == Approx(0.2));
}

TEST_CASE("catching up at the factor of when_late does not lower the rate share") {
  // The start time was 50 s ago. A schedule of 60 s takes 30 s at twice the rate.
  const auto rate_share = [](Duration elapsed) {
    stats::StreamStats stats;
    play(stats, 60'000, 60'000, elapsed);
    stats.worker.initial_backlog = 50 * kSecond;
    return *evaluate("rate >= 99%", stats).value;
  };
  CHECK(rate_share(30 * kSecond) == Approx(1));
  CHECK(rate_share(60 * kSecond + 50 * kMillisecond) == Approx(0.5));
}

TEST_CASE("after a live change the rate share refers to the changed rate") {
  // 1,000/s for 5 s, then 200/s: 6,000 records in 10 s.
  pacing::ScheduleHistory history{pacing::Schedule{scenario::constant(per_second(1000))}};
  history.add(StreamTime{5 * kSecond}, 5'000, 0,
              *history.written().with_change(
                  StreamTime{5 * kSecond}, pacing::Schedule{scenario::constant(per_second(200))}, StreamTime{}, 5'000));
  const auto rate_share = [&](Duration elapsed) {
    stats::StreamStats stats;
    play(stats, 6'000, 6'000, elapsed);
    return *evaluate_thresholds(stream_at(per_second(1000), {"rate >= 99%"}), history, stats).front().value;
  };
  CHECK(rate_share(10 * kSecond) == Approx(1));
  CHECK(rate_share(20 * kSecond + 50 * kMillisecond) == Approx(0.5));
  // At `max` there is no target rate.
  history.add(StreamTime{10 * kSecond}, 6'000, 0,
              pacing::Schedule{scenario::constant({.unit = scenario::Rate::Unit::unlimited})});
  CHECK(rate_share(kMinute) == Approx(1));
}

TEST_CASE("thresholds exclude the warm-up") {
  stats::StreamStats stats;
  play(stats, 4'000, 1'000, 4 * kSecond);
  stats.worker.enqueued.add(500);
  stats.delivery.failed.count(-192, 500);
  stats.worker.skipped[0].add(2'500);
  stats.delivery.ack_latency.record(9 * kSecond, 1'000);
  CHECK_FALSE(evaluate("rate >= 99%", stats).passed);
  stats::end_warm_up(stats, kStarted + 4 * kSecond);
  stats.worker.scheduled.add(6'000);
  stats.worker.enqueued.add(6'000);
  stats.delivery.delivered.add(6'000);
  stats.delivery.ack_latency.record(kMillisecond, 6'000);
  stats.delivery.last_report = kStarted + 10 * kSecond;
  CHECK(evaluate("rate >= 99%", stats).passed);
  CHECK(evaluate("failed == 0", stats).passed);
  CHECK(evaluate("skipped == 0", stats).passed);
  CHECK(evaluate("ack_latency.max < 2ms", stats).passed);
}

TEST_CASE("failed and skipped are counts, or shares of scheduled") {
  stats::StreamStats stats;
  play(stats, 1'000, 980, kSecond);
  stats.worker.enqueued.add(15);
  stats.delivery.failed.count(-192, 15);
  stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(5);
  CHECK(evaluate("failed == 15", stats).passed);
  CHECK(evaluate("failed <= 1.5%", stats).passed);
  CHECK_FALSE(evaluate("failed < 1.5%", stats).passed);
  CHECK(evaluate("skipped > 4", stats).passed);
  CHECK_FALSE(evaluate("skipped >= 6", stats).passed);
}

TEST_CASE("a threshold without a measurement fails") {
  stats::StreamStats stats;
  play(stats, 0, 0, {});
  for (const auto* text : {"rate >= 99%", "ack_latency.p99 < 1h", "failed <= 1%"}) {
    CAPTURE(text);
    const auto result = evaluate(text, stats);
    CHECK_FALSE(result.value);
    CHECK_FALSE(result.passed);
    CHECK(value_text(result) == "not measured");
  }
  CHECK(evaluate("failed == 0", stats).passed);
}

TEST_CASE("a value has the unit of its bound") {
  CHECK(value_text({.text = "", .value = 0.99814, .unit = scenario::Threshold::Unit::share}) == "99.81 %");
  CHECK(value_text({.text = "", .value = 12345.0, .unit = scenario::Threshold::Unit::records}) == "12,345");
  CHECK(value_text({.text = "", .value = 0.0121, .unit = scenario::Threshold::Unit::seconds}) == "12.1 ms");
}
