#include "report/summary.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "report/exit_code.hpp"

using namespace spate;
using namespace spate::report;
using nlohmann::json;

namespace {

constexpr scenario::Rate kFiveHundred{.unit = scenario::Rate::Unit::records, .amount = 500, .per = kSecond};

// A stream that enqueued `enqueued` records from second 10 on. All except `failed` were delivered.
void play(stats::StreamStats& stats, std::uint64_t enqueued, std::uint64_t failed, Duration elapsed) {
  stats.name = "orders";
  stats.topic = "orders";
  stats.worker.started = MonotonicTime{10 * kSecond};
  stats.worker.ended = MonotonicTime{10 * kSecond + elapsed};
  stats.worker.due_until = StreamTime{elapsed};
  stats.worker.scheduled.set(enqueued);
  stats.worker.enqueued.set(enqueued);
  stats.delivery.delivered.add(enqueued - failed);
  if (failed > 0) stats.delivery.failed.count(-192, failed);
  stats.delivery.last_report = MonotonicTime{10 * kSecond + elapsed};
}

StreamSummary stream_summary(const stats::StreamStats& stats, const scenario::Rate& rate) {
  return summarize(stats, scenario::constant(rate),
                   pacing::ScheduleHistory{pacing::Schedule{scenario::constant(rate)}});
}

Summary run_summary(const stats::StreamStats& stats, const scenario::Rate& rate) {
  Summary summary;
  summary.scenario = "shop";
  summary.streams.push_back(stream_summary(stats, rate));
  return summary;
}

}  // namespace

TEST_CASE("a bounded stream on schedule has exactly its target rate") {
  stats::StreamStats stats;
  play(stats, 1000, 0, 2 * kSecond - kSecond / 500);
  const auto stream = stream_summary(stats, kFiveHundred);
  CHECK(stream.rate == Approx(500.0));
  CHECK(stream.target_rate == Approx(500.0));
  CHECK(stream.balanced);
}

TEST_CASE("a stream that took longer has a lower rate") {
  stats::StreamStats stats;
  play(stats, 1000, 0, 4 * kSecond);
  CHECK(stream_summary(stats, kFiveHundred).rate == Approx(250.0));
}

TEST_CASE("after a live change the target rate is the average of both rates") {
  stats::StreamStats stats;
  play(stats, 6'000, 0, 10 * kSecond);
  pacing::ScheduleHistory history{pacing::Schedule{scenario::constant(kFiveHundred)}};
  CHECK(summarize(stats, scenario::constant(kFiveHundred), history).target_rate == Approx(500));
  history.add(
      StreamTime{5 * kSecond}, 2'500, 0,
      pacing::Schedule{scenario::constant({.unit = scenario::Rate::Unit::records, .amount = 700, .per = kSecond})}
          .started_at(StreamTime{5 * kSecond}, StreamTime{}, 2'500));
  CHECK(summarize(stats, scenario::constant(kFiveHundred), history).target_rate == Approx(600));
  history.add(StreamTime{10 * kSecond}, 6'000, 0,
              pacing::Schedule{scenario::constant({.unit = scenario::Rate::Unit::unlimited})});
  CHECK(std::isinf(summarize(stats, scenario::constant(kFiveHundred), history).target_rate));
}

TEST_CASE("at rate: max the rate counts until the last delivery report") {
  stats::StreamStats stats;
  play(stats, 1'000'000, 0, kSecond);
  stats.delivery.last_report = MonotonicTime{12 * kSecond};
  const auto stream = stream_summary(stats, {.unit = scenario::Rate::Unit::unlimited});
  CHECK(stream.rate == Approx(500'000.0));
  CHECK(json::parse(to_json(run_summary(stats, {.unit = scenario::Rate::Unit::unlimited})))["streams"][0]["target_rate"]
            .is_null());
}

TEST_CASE("the latencies exclude the warm-up, the account includes it") {
  stats::StreamStats stats;
  play(stats, 1000, 0, 2 * kSecond);
  stats.worker.schedule_lag.record(9 * kSecond, 400);
  stats.delivery.ack_latency.record(3 * kSecond, 400);
  stats.delivery.delivery_latency.record(12 * kSecond, 400);
  stats::end_warm_up(stats, MonotonicTime{11 * kSecond});
  stats.worker.schedule_lag.record(kMillisecond, 600);
  stats.delivery.ack_latency.record(2 * kMillisecond, 600);
  stats.delivery.delivery_latency.record(3 * kMillisecond, 600);
  auto summary = run_summary(stats, kFiveHundred);
  summary.warm_up_seconds = 1;
  const auto document = json::parse(to_json(summary));
  const auto& stream = document["streams"][0];
  CHECK(stream["schedule_lag"]["max"] == 0.001);
  CHECK(stream["ack_latency"]["max"] == 0.002);
  CHECK(stream["delivery_latency"]["max"] == 0.003);
  CHECK(stream["delivered"] == 1000);
  CHECK(document["warm_up_seconds"] == 1.0);
  CHECK_THAT(to_text(summary), ContainsSubstring("latencies exclude the first 1.0 s"));
}

TEST_CASE("the summary is JSON with failures by error name") {
  stats::StreamStats stats;
  play(stats, 1000, 3, 2 * kSecond);
  const auto document = json::parse(to_json(run_summary(stats, kFiveHundred)));
  const auto& stream = document["streams"][0];
  CHECK(document["scenario"] == "shop");
  CHECK(stream["scheduled"] == 1000);
  CHECK(stream["delivered"] == 997);
  CHECK(stream["failed"] == json{{"_MSG_TIMED_OUT", 3}});
  CHECK(stream["skipped"] == json{{"late", 0}, {"backlog", 0}, {"stop", 0}});
  CHECK(stream["in_flight"] == 0);
}

TEST_CASE("skipped_bytes appears only for a rate in bytes") {
  stats::StreamStats stats;
  play(stats, 1000, 0, 2 * kSecond);
  CHECK_FALSE(json::parse(to_json(run_summary(stats, kFiveHundred)))["streams"][0].contains("skipped_bytes"));
  const scenario::Rate bytes{.unit = scenario::Rate::Unit::bytes, .amount = 100'000, .per = kSecond};
  CHECK(json::parse(to_json(run_summary(stats, bytes)))["streams"][0]["skipped_bytes"] ==
        json{{"late", 0}, {"backlog", 0}});
  stats.worker.skipped_bytes[static_cast<std::size_t>(stats::SkipReason::backlog)].set(5'120);
  const auto summary = run_summary(stats, bytes);
  CHECK(json::parse(to_json(summary))["streams"][0]["skipped_bytes"] == json{{"late", 0}, {"backlog", 5120}});
  CHECK_THAT(to_text(summary),
             ContainsSubstring(": 5.0 KiB of a rate in bytes skipped (backlog), no records were made for them\n"));
  CHECK(exit_code(summary, false) == kExitFailed);
}

TEST_CASE("the summary has each threshold with its value") {
  stats::StreamStats stats;
  auto summary = run_summary(stats, kFiveHundred);
  CHECK_FALSE(json::parse(to_json(summary))["streams"][0].contains("thresholds"));
  summary.streams[0].name = "orders";
  summary.streams[0].thresholds = {
      {.text = "rate >= 99%", .value = 0.5, .unit = scenario::Threshold::Unit::share, .passed = false},
      {.text = "ack_latency.p99 < 1s",
       .value = std::nullopt,
       .unit = scenario::Threshold::Unit::seconds,
       .passed = false}};
  CHECK(json::parse(to_json(summary))["streams"][0]["thresholds"] ==
        json::parse(R"([{"condition": "rate >= 99%", "value": 0.5, "passed": false},
                        {"condition": "ack_latency.p99 < 1s", "value": null, "passed": false}])"));
  CHECK_THAT(to_text(summary), ContainsSubstring("rate >= 99%                50.00 %  failed"));
  CHECK_THAT(to_text(summary), ContainsSubstring("not measured  failed"));
}

TEST_CASE("records per core is 0 below 1 ms of CPU time") {
  StreamSummary stream;
  stream.account.enqueued = 100;
  stream.cpu_seconds = 0.0009;
  CHECK(records_per_core(stream) == 0);
  stream.cpu_seconds = 0.002;
  CHECK(records_per_core(stream) == Approx(50'000));
}

TEST_CASE("names are escaped in the summary") {
  stats::StreamStats stats;
  stats.name = "a\"b\\c";
  CHECK(json::parse(to_json(run_summary(stats, kFiveHundred)))["streams"][0]["name"] == "a\"b\\c");
}

TEST_CASE("exit codes and their precedence: 4, 5, 1") {
  stats::StreamStats stats;
  play(stats, 10, 0, kSecond);
  CHECK(exit_code(run_summary(stats, kFiveHundred), false) == kExitOk);
  CHECK(exit_code(run_summary(stats, kFiveHundred), true) == kExitFatal);

  SECTION("records skipped at the stop are allowed, skipped backlog is not") {
    stats.worker.scheduled.add(2);
    stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(2);
    CHECK(exit_code(run_summary(stats, kFiveHundred), false) == kExitOk);
    stats.worker.scheduled.add(1);
    stats.worker.skipped[static_cast<std::size_t>(stats::SkipReason::backlog)].add(1);
    CHECK(exit_code(run_summary(stats, kFiveHundred), false) == kExitFailed);
  }
  SECTION("a failed threshold is 1, a passed one is not") {
    auto summary = run_summary(stats, kFiveHundred);
    summary.streams[0].thresholds = {{.text = "failed == 0", .value = 0.0, .passed = true}};
    CHECK(exit_code(summary, false) == kExitOk);
    summary.streams[0].thresholds.push_back({.text = "rate >= 99%", .value = 0.5, .passed = false});
    CHECK(exit_code(summary, false) == kExitFailed);
    CHECK(exit_code(summary, true) == kExitFatal);
    summary.streams[0].balanced = false;
    CHECK(exit_code(summary, true) == kExitUnbalanced);
  }
  SECTION("failures are 1, a fatal error overrides them, an unbalanced account overrides both") {
    stats.worker.scheduled.add(1);
    stats.worker.enqueued.add(1);
    stats.delivery.failed.count(10, 1);
    CHECK(exit_code(run_summary(stats, kFiveHundred), false) == kExitFailed);
    CHECK(exit_code(run_summary(stats, kFiveHundred), true) == kExitFatal);
    stats.worker.enqueued.add(1);
    stats.worker.scheduled.add(1);
    CHECK(exit_code(run_summary(stats, kFiveHundred), true) == kExitUnbalanced);
  }
}

TEST_CASE("the text summary names the errors of failed records") {
  stats::StreamStats stats;
  play(stats, 1000, 3, 2 * kSecond);
  auto summary = run_summary(stats, kFiveHundred);
  summary.acks_zero = true;
  const auto text = to_text(summary);
  CHECK_THAT(text, ContainsSubstring("orders: 3 failed with _MSG_TIMED_OUT"));
  CHECK_THAT(text, ContainsSubstring("acks=0: "));
}
