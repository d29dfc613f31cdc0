#include "scenario/text/threshold_text.hpp"

#include "catch.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

using Metric = Threshold::Metric;
using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

constexpr auto kStream = "kafka: {bootstrap.servers: embedded}\nstreams: [{topic: a, rate: 5/s, record: x, ";

std::string threshold_problem(std::string_view text) {
  const auto parsed = parse_threshold(text);
  CHECK_FALSE(parsed.value);
  return parsed.problem;
}

}  // namespace

TEST_CASE("a threshold has a metric, a quantile for latencies, a comparison and a bound") {
  struct Row {
    std::string_view text;
    Metric metric;
    double quantile;
    Comparison comparison;
    double bound;
    Unit unit;
  };
  const std::vector<Row> rows{
      {"rate >= 99%", Metric::rate, 0, Comparison::at_least, 0.99, Unit::share},
      {"rate>0.5", Metric::rate, 0, Comparison::above, 0.5, Unit::share},
      {"failed == 0", Metric::failed, 0, Comparison::equal, 0, Unit::records},
      {"failed < 0.1 %", Metric::failed, 0, Comparison::below, 0.001, Unit::share},
      {"skipped <= 25", Metric::skipped, 0, Comparison::at_most, 25, Unit::records},
      {"delivery_latency.p99 < 50ms", Metric::delivery_latency, 0.99, Comparison::below, 0.05, Unit::seconds},
      {"ack_latency.p99.9 <= 1s", Metric::ack_latency, 0.999, Comparison::at_most, 1, Unit::seconds},
      {"ack_latency.p999 <= 1s", Metric::ack_latency, 0.999, Comparison::at_most, 1, Unit::seconds},
      {"schedule_lag.p5 < 1 min", Metric::schedule_lag, 0.05, Comparison::below, 60, Unit::seconds},
      {"schedule_lag.max < 500us", Metric::schedule_lag, 1, Comparison::below, 0.0005, Unit::seconds},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto parsed = parse_threshold(row.text);
    CHECK(parsed.problem.empty());
    REQUIRE(parsed.value);
    CHECK(parsed.value->metric == row.metric);
    CHECK(parsed.value->quantile == Approx(row.quantile));
    CHECK(parsed.value->comparison == row.comparison);
    CHECK(parsed.value->bound == Approx(row.bound));
    CHECK(parsed.value->unit == row.unit);
  }
}

TEST_CASE("the text of a threshold does not depend on the spaces in the file") {
  CHECK(parse_threshold("delivery_latency.p99<50ms").value->text == "delivery_latency.p99 < 50ms");
  CHECK(parse_threshold("  failed   ==0 ").value->text == "failed == 0");
}

TEST_CASE("an invalid threshold is rejected with the reason and the fix") {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
      {">= 99%", "missing metric: use one such as"},
      {"rate", "missing comparison operator: use one such as"},
      {"rate >=", "missing comparison operator: use one such as"},
      {"rats >= 99%", "did you mean \"rate\"?"},
      {"orders.failed == 0", "move a threshold of one stream under that stream, as thresholds: [\"failed == 0\"]"},
      {"rate => 99%", "use >=, >, <=, < or =="},
      {"rate != 99%", "use >=, >, <=, < or =="},
      {"rate >= 120%", "share \"120%\" is above 100%"},
      {"rate >= 500/s", "invalid share \"500/s\""},
      {"rate.p99 >= 99%", "rate has no quantiles"},
      {"failed == few", "invalid number of records \"few\""},
      {"failed < 0.5", "invalid number of records \"0.5\""},
      {"failed < 101%", "is above 100%"},
      {"ack_latency < 5ms", "missing quantile of ack_latency"},
      {"ack_latency.p50 < 5ms x", "unknown unit in"},
      {"ack_latency.p100 < 5ms", "invalid quantile \"p100\""},
      {"ack_latency.p0 < 5ms", "invalid quantile \"p0\""},
      {"ack_latency.99 < 5ms", "invalid quantile \"99\""},
      {"ack_latency.mean < 5ms", "invalid quantile \"mean\""},
      {"ack_latency.p99 < 5", "missing unit in \"5\""},
      {"ack_latency.p99 < 5m", "5min"},
      {"ack_latency.p99 < 5%", "unknown unit in"},
      {"end_to_end < 5ms", "missing quantile of end_to_end"},
      {"end_to_end.p99 < 5%", "unknown unit in"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK_THAT(threshold_problem(text), ContainsSubstring(std::string{expected}));
  }
}

TEST_CASE("top-level thresholds apply to every stream and come before its own") {
  const auto result = read(
      "kafka: {bootstrap.servers: embedded}\nthresholds: [failed == 0]\n"
      "streams:\n"
      "  - {topic: a, rate: 5/s, record: x, thresholds: [rate >= 99%]}\n"
      "  - {topic: b, rate: 5/s, record: x}\n");
  CAPTURE(result.problems);
  REQUIRE(result.scenario);
  const auto& streams = result.scenario->streams;
  REQUIRE(streams[0].thresholds.size() == 2);
  CHECK(streams[0].thresholds[0].text == "failed == 0");
  CHECK(streams[0].thresholds[1].text == "rate >= 99%");
  CHECK(streams[1].thresholds.size() == 1);
}

TEST_CASE("contradictory thresholds are rejected, bounds that share one value are not") {
  const std::vector<std::pair<std::string_view, bool>> rows{
      {"[rate >= 99%, rate < 90%]", false},
      {"[failed > 5, failed <= 5]", false},
      {"[failed == 1, failed == 2]", false},
      {"[failed >= 5, failed <= 5]", true},
      {"[ack_latency.p50 < 5ms, ack_latency.p99 > 5ms]", true},
      {"[ack_latency.p50 < 5ms, ack_latency.p50 >= 5ms]", false},
      {"[failed < 1%, failed > 5]", true},
      {"[rate >= 90%, rate >= 99%]", true},
  };
  for (const auto& [list, compatible] : rows) {
    CAPTURE(list);
    const auto result = read(kStream + ("thresholds: " + std::string{list}) + "}]\n");
    CHECK(result.problems.empty() == compatible);
    if (!compatible) CHECK_THAT(result.problems, ContainsSubstring("cannot both pass"));
  }
}

TEST_CASE("a threshold that always fails or cannot fail is rejected") {
  for (const std::string text : {"rate > 100%", "failed < 0", "ack_latency.p50 < 0s"}) {
    CAPTURE(text);
    CHECK_THAT(read(kStream + ("thresholds: [" + text + "]}]\n")).problems,
               ContainsSubstring("this threshold always fails"));
  }
  for (const std::string text : {"rate >= 0%", "failed >= 0", "skipped <= 100%", "ack_latency.p50 >= 0s"}) {
    CAPTURE(text);
    CHECK_THAT(read(kStream + ("thresholds: [" + text + "]}]\n")).problems,
               ContainsSubstring("this threshold cannot fail"));
  }
}

TEST_CASE("an invalid rate is not also reported as max") {
  const auto result = read(
      "kafka: {bootstrap.servers: embedded}\n"
      "streams: [{topic: a, rate: 5, record: x, thresholds: [rate >= 99%]}]\n");
  CHECK_THAT(result.problems, !ContainsSubstring("has no target rate"));
}

}  // namespace spate::scenario
