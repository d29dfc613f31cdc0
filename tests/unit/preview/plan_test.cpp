#include "preview/plan/plan.hpp"

#include "base/random.hpp"
#include "catch.hpp"
#include "preview/plan/chart.hpp"

using namespace spate;
using namespace spate::preview;

namespace {

// `streams`: the lines under `streams:`. `top`: the lines above it.
Plan plan_from(const std::string& streams, const std::string& top = "") {
  scenario::Diagnostics diagnostics;
  scenario::Overrides overrides;
  overrides.without_brokers = true;
  auto scenario = scenario::parse_scenario(top + "streams:\n" + streams, "t.yaml", overrides, diagnostics);
  CAPTURE(diagnostics.text());
  REQUIRE(scenario);
  const auto prepared = run::prepare(std::move(*scenario), diagnostics);
  CAPTURE(diagnostics.text());
  REQUIRE(prepared);
  std::string failure;
  auto plan = make_plan(*prepared, WallTime{1'700'000'000 * kSecond}, failure);
  REQUIRE(failure.empty());
  return *std::move(plan);
}

std::string stream_text(const std::string& keys) { return "  - {topic: a, record: 0123456789, " + keys + "}\n"; }

}  // namespace

TEST_CASE("the plan has the records, end and peak of the schedule") {
  struct Row {
    std::string keys;
    std::optional<StreamTime> end;
    double records, peak;
  };
  const std::vector<Row> rows{
      {"rate: 500/s, stop_after: {duration: 15s}", StreamTime{15 * kSecond}, 7'500, 500},
      {"rate: 500/s, stop_after: {records: 501}", StreamTime{kSecond + Duration{1}}, 501, 500},
      {"rate: 500/s, start_after: 5s, stop_after: {duration: 15s}", StreamTime{20 * kSecond}, 7'500, 500},
      {"rate: 100/s, stop_after: {bytes: 10 KB}", StreamTime{10 * kSecond - kSecond / 100 + Duration{1}}, 1'000, 100},
      {"rate: 1 KB/s, stop_after: {duration: 10s}", StreamTime{10 * kSecond}, 1'000, 100},
      {"rate: 1 KB/s, stop_after: {records: 200}", StreamTime{2 * kSecond - kMillisecond + Duration{1}}, 200, 100},
      {"rate: 1/10min, stop_after: {records: 2}", StreamTime{10 * kMinute + Duration{1}}, 2, 1 / 600.0},
      {"rate: 500/s", std::nullopt, 43'200'000, 500},
  };
  for (const auto& row : rows) {
    CAPTURE(row.keys);
    const auto plan = plan_from(stream_text(row.keys));
    const auto& planned = plan.streams.at(0);
    CHECK(planned.load.end() == row.end);
    CHECK(plan.endless == !row.end);
    CHECK(planned.records == Approx(row.records).margin(0.001));
    CHECK(planned.peak == Approx(row.peak).epsilon(0.01));
    CHECK(planned.sample.mean_bytes() == 10);
  }
}

TEST_CASE("the plan uses the arrival times of the run") {
  for (const std::string arrivals : {"poisson", "{jitter: 90%}"}) {
    CAPTURE(arrivals);
    const auto keys = "rate: 100/s, stop_after: {records: 501}, arrivals: " + arrivals;
    const auto plan = plan_from(stream_text(keys));
    const scenario::Arrivals process{
        arrivals == "poisson" ? scenario::Arrivals::Kind::poisson : scenario::Arrivals::Kind::jitter, 3'865'470'566};
    const pacing::Schedule expected{
        scenario::constant({.unit = scenario::Rate::Unit::records, .amount = 100, .per = kSecond}),
        {},
        process,
        random::stream_state(1, "a")};
    CHECK(plan.streams[0].load.end() == expected.intended(500) + Duration{1});
    CHECK(expected.intended(500) != StreamTime{5 * kSecond});
  }
}

TEST_CASE("the plan adds streams, with one row per topic") {
  const auto plan = plan_from(
      "  - {topic: a, name: one, rate: 100/s, partitions: 4, replication_factor: 3, record: 0123456789, "
      "stop_after: {duration: 10s}, topic_config: {retention.bytes: 1000}}\n"
      "  - {topic: a, name: two, rate: 300/s, record: 0123456789, stop_after: {duration: 10s}}\n");
  CHECK(plan.peak_records == Approx(400));
  CHECK(plan.peak_bytes == Approx(4'000));
  REQUIRE(plan.topics.size() == 1);
  const auto& topic = plan.topics[0];
  CHECK(topic.partitions == 4);
  CHECK(topic.replication == 3);
  CHECK(topic.records == Approx(400));
  CHECK(topic.busiest == Approx(0.25));
  CHECK(topic.retained == Approx(12'000));
  CHECK(*queue_seconds(plan) == Approx(50));
}

TEST_CASE("a peak is found even if it is short relative to the plan") {
  const auto plan = plan_from(
      "  - {topic: a, name: bursts, record: 0123456789, rate: {stages: ["
      "{burst: {base: 100/s, peak: 5000/s, for: 2s, every: 1min}, for: 10min}]}}\n"
      "  - {topic: a, name: ramp, record: 0123456789, rate: {stages: [{ramp: [100/s, 2000/s], for: 1min}]}}\n"
      "  - {topic: a, name: late, record: 0123456789, start_after: 1d, rate: {stages: [{ramp: [70/s, 0/s], for: "
      "9s}]}}\n"
      "  - {topic: a, name: week, record: 0123456789, rate: 100/s, stop_after: {duration: 7d}}\n");
  CHECK(plan.streams[0].peak == Approx(5000));
  CHECK(plan.streams[1].peak == Approx(2000));
  CHECK(plan.streams[2].peak == Approx(70));
  CHECK(plan.streams[3].peak == Approx(100));
  // The first step contains the peaks of bursts, ramp and week, and not the stream that starts a day later.
  CHECK(plan.peak_records == Approx(7100));
}

TEST_CASE("a skewed key raises the share of the busiest partition") {
  const auto plan =
      plan_from("  - {topic: a, rate: 100/s, partitions: 4, key: k, record: {k: '=weighted(\"x\", 9, \"y\", 1)'}}\n");
  CHECK(plan.topics[0].busiest >= 0.88);
}

TEST_CASE("a plan has no NaN and no infinite value") {
  const std::vector<std::string> all{"rate: max",
                                     "rate: max, stop_after: {records: 10}",
                                     "rate: max, stop_after: {duration: 10s}",
                                     "rate: 1/300d",
                                     "rate: 1/s, stop_after: {records: 1}",
                                     "rate: 1/s, stop_after: {duration: 1us}",
                                     "rate: 1 B/s",
                                     "rate: 1 B/d, stop_after: {bytes: 1 B}",
                                     "rate: 1000000000/s, stop_after: {duration: 1ms}",
                                     "rate: 1/s, start_after: 300d",
                                     "rate: 1/s, start_after: 100000d, stop_after: {duration: 100000d}",
                                     "rate: 1 TB/s, topic_config: {retention.ms: -1}",
                                     "rate: 1/s, topic_config: {retention.ms: 0, retention.bytes: 0}"};
  for (const auto& keys : all) {
    CAPTURE(keys);
    const auto plan = plan_from(stream_text(keys), "kafka: {queue.buffering.max.messages: 1, linger.ms: 0}\n");
    for (const auto& text : {to_text(plan), to_svg(plan)}) {
      CHECK(text.find("nan") == std::string::npos);
      CHECK(text.find("inf") == std::string::npos);
    }
  }
}

TEST_CASE("an empty record has a plan") {
  CHECK_FALSE(to_text(plan_from("  - {topic: a, rate: 5/s, record: \"\"}\n")).empty());
}

TEST_CASE("the plan warns only of settings that cause problems") {
  struct Row {
    std::string kafka, keys, warning;
  };
  const std::string stop = ", stop_after: {duration: 10s}";
  const std::vector<Row> rows{
      {"", "rate: 50000/s", "holds 400.0 ms of traffic"},
      {"", "rate: 100/s, replication_factor: 3, kafka: {acks: 1}", "acks=1 on a topic of 3 replicas"},
      {"acks: 0", "rate: 100/s, replication_factor: 3", "acks=0 on a topic of 3 replicas"},
      {"linger.ms: 500", "rate: 100/s", "linger.ms 500 is above the gap of 10.0 ms"},
      {"message.max.bytes: 1000", "rate: 100/s, topic_config: {max.message.bytes: 50}", "max.message.bytes (50 B)"},
      {"enable.idempotence: true, batch.num.messages: 10", "rate: 5000/s", "one batch per partition and round trip"},
      {"", "rate: 100/s", ""},
      {"acks: 1", "rate: 100/s, replication_factor: 1", ""},
      {"", "rate: 100/s, replication_factor: 3", ""},
      {"linger.ms: 500", "rate: 1/s", ""},
      {"", "rate: max", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kafka, row.keys);
    const auto plan = plan_from(stream_text(row.keys + stop), "kafka: {" + row.kafka + "}\n");
    if (row.warning.empty()) {
      CHECK(plan.warnings.empty());
    } else {
      REQUIRE(plan.warnings.size() == 1);
      CHECK_THAT(plan.warnings[0], ContainsSubstring(row.warning));
    }
  }
}

TEST_CASE("the plan warns of records above message.max.bytes") {
  const auto plan = plan_from("  - {topic: a, rate: 5/s, record: " + std::string(2'000, 'x') + "}\n",
                              "kafka: {message.max.bytes: 1000}\n");
  REQUIRE(plan.warnings.size() == 1);
  CHECK_THAT(plan.warnings[0], ContainsSubstring("exceed message.max.bytes"));
}

TEST_CASE("a chart has its maximum at the top and shows small values") {
  CHECK(text_chart({0, 0.01, 5, 10}, {.unit = "records/s", .top = "10", .left = "0", .right = "1 h"}) ==
        "records/s\n"
        "10 |   █\n"
        "   |   █\n"
        "   |   █\n"
        "   |   █\n"
        "   |  ██\n"
        "   |  ██\n"
        "   |  ██\n"
        " 0 | ▁██\n"
        "    0 1 h\n");
}

TEST_CASE("times on an axis are short") {
  CHECK(time_text(Duration{}) == "0");
  CHECK(time_text(250 * kMillisecond) == "250 ms");
  CHECK(time_text(90 * kSecond) == "90 s");
  CHECK(time_text(45 * kMinute) == "45 min");
  CHECK(time_text(36 * kHour) == "36 h");
  CHECK(time_text(7 * kDay) == "7 d");
}
