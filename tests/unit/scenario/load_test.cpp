#include <sstream>

#include "catch.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {

TEST_CASE("a minimal scenario has every default") {
  const auto result =
      read("kafka: {bootstrap.servers: embedded}\nstreams: [{topic: a, rate: 1/s, generator: order}]\n");
  REQUIRE(result.scenario);
  const auto& scenario = *result.scenario;
  CHECK(scenario.name == "t");
  CHECK(scenario.seed == 1);
  CHECK(scenario.embedded);
  CHECK(scenario.kafka.empty());
  CHECK(scenario.metrics_listen == "127.0.0.1:9464");
  CHECK(scenario.startup_timeout == kMinute);
  CHECK(scenario.shutdown_flush_timeout == 20 * kSecond);
  const auto& stream = scenario.streams.at(0);
  CHECK(stream.name == "a");
  CHECK(stream.path == "streams[0]");
  CHECK(stream.place.line == 2);
  CHECK_FALSE(stream.topic.partitions);
  CHECK_FALSE(stream.topic.replication_factor);
  CHECK(stream.topic.create == CreateTopic::if_absent);
  CHECK(stream.topic.on_mismatch == OnMismatch::warn);
  CHECK(stream.arrivals.kind == Arrivals::Kind::uniform);
  CHECK(stream.when_late.policy == WhenLate::Policy::catch_up);
  CHECK(stream.when_late.factor.times == 2);
  CHECK(stream.when_late.factor.over == 1);
  CHECK(stream.when_late.max_backlog == 5 * kMinute);
  CHECK(stream.start_after == Duration{});
  CHECK_FALSE(stream.stop_after.records);
  CHECK_FALSE(stream.stop_after.duration);
  CHECK_FALSE(stream.stop_after.bytes);
  CHECK(stream.partitioner == Partitioner::murmur2);
  CHECK_FALSE(stream.generator.format);
}

TEST_CASE("arrivals and when_late are parsed") {
  const auto stream = [](const std::string& more) {
    const auto result = read(one_stream(more));
    INFO(result.problems);
    REQUIRE(result.scenario);
    return result.scenario->streams.front();
  };
  CHECK(stream("    arrivals: poisson\n").arrivals.kind == Arrivals::Kind::poisson);
  CHECK(stream("    arrivals: {jitter: 50%}\n").arrivals.jitter == std::uint64_t{1} << 31U);
  CHECK(stream("    arrivals: {jitter: 1}\n").arrivals.jitter == std::uint64_t{1} << 32U);
  CHECK(stream("    when_late: skip\n").when_late.policy == WhenLate::Policy::skip);
  const auto late = stream("    when_late: {catch_up: 1.5x}\n").when_late;
  CHECK(late.factor.times == 3);
  CHECK(late.factor.over == 2);
  CHECK(late.max_backlog == 5 * kMinute);
  CHECK(stream("    when_late: {max_backlog: 250ms}\n").when_late.max_backlog == 250 * kMillisecond);
}

TEST_CASE("every key of a scenario is parsed") {
  const auto result = read(
      "name: shop\nseed: 42\n"
      "kafka: {bootstrap.servers: \"a:1,b:2\", acks: all, linger.ms: 5}\n"
      "metrics: {listen: 0.0.0.0:9999}\nstartup: {timeout: 2min}\nshutdown: {flush_timeout: 500ms}\n"
      "streams:\n"
      "  - name: orders\n    topic: orders-json\n    partitions: 3\n    replication_factor: 2\n"
      "    topic_config: {cleanup.policy: compact}\n    create_topic: never\n    rate: 2 MiB/s\n    start_after: 1s\n"
      "    stop_after: {records: 10, duration: 1min, bytes: 1 GB}\n    generator: order\n    partitioner: crc32\n"
      "    kafka: {compression.codec: lz4}\n");
  CAPTURE(result.problems);
  REQUIRE(result.scenario);
  const auto& scenario = *result.scenario;
  CHECK(scenario.name == "shop");
  CHECK(scenario.seed == 42);
  CHECK_FALSE(scenario.embedded);
  REQUIRE(scenario.kafka.size() == 3);
  CHECK(scenario.kafka[2].name == "linger.ms");
  CHECK(scenario.kafka[2].value == "5");
  CHECK(scenario.kafka[2].path == "kafka[\"linger.ms\"]");
  CHECK(scenario.kafka[2].place.column == 61);
  CHECK(scenario.metrics_listen == "0.0.0.0:9999");
  CHECK(scenario.startup_timeout == 2 * kMinute);
  CHECK(scenario.shutdown_flush_timeout == 500 * kMillisecond);
  const auto& stream = scenario.streams.at(0);
  CHECK(stream.name == "orders");
  CHECK(stream.topic.name == "orders-json");
  CHECK(stream.topic.partitions == 3);
  CHECK(stream.topic.replication_factor == 2);
  CHECK(stream.topic.config.at(0).path == "streams[0].topic_config[\"cleanup.policy\"]");
  CHECK(stream.topic.create == CreateTopic::never);
  CHECK(stream.rate.unit == Rate::Unit::bytes);
  CHECK(stream.start_after == kSecond);
  CHECK(stream.stop_after.records == 10);
  CHECK(stream.stop_after.duration == kMinute);
  CHECK(stream.stop_after.bytes == 1'000'000'000);
  CHECK(stream.partitioner == Partitioner::crc32);
  CHECK(stream.kafka.at(0).value == "lz4");
}

TEST_CASE("a missing file and a directory are rejected") {
  Diagnostics diagnostics;
  CHECK_FALSE(load_scenario("/nonexistent/shop.yaml", {}, diagnostics));
  CHECK(diagnostics.text() == "/nonexistent/shop.yaml: cannot read the file: No such file or directory\n");
  Diagnostics directory;
  CHECK_FALSE(load_scenario("/tmp", {}, directory));
  CHECK(directory.text() == "/tmp: cannot read the file: it is a directory\n");
}

TEST_CASE("problems in records are reported with those of the scenario") {
  Diagnostics diagnostics;
  std::size_t streams = 0;
  const auto check = [&](const Scenario& readable, Diagnostics& problems) {
    streams = readable.streams.size();
    const auto& record = readable.streams.at(0).generator.record;
    problems.report(record.place, readable.streams.at(0).generator.path, "this record is wrong");
  };
  CHECK_FALSE(parse_scenario(one_stream("    color: blue\n"), "t.yaml", {}, diagnostics, check));
  CHECK(streams == 1);
  CHECK(diagnostics.text() ==
        "t.yaml:5:13: streams[0].record: this record is wrong\nt.yaml:6:5: streams[0].color: unknown key: remove it\n");
}

TEST_CASE("a problem only in records rejects the scenario") {
  Diagnostics diagnostics;
  const auto check = [](const Scenario&, Diagnostics& problems) { problems.report({}, "a", "wrong"); };
  CHECK_FALSE(parse_scenario(one_stream(), "t.yaml", {}, diagnostics, check));
}

TEST_CASE("client properties with secret names are marked as secrets") {
  const auto result = read(
      "kafka:\n  bootstrap.servers: embedded\n  sasl.password: a\n  ssl.key.pem: b\n  sasl.oauthbearer.client.secret: "
      "c\n"
      "  sasl.oauthbearer.config: d\n  acks: all\n"
      "streams: [{topic: a, rate: 1/s, generator: order}]\n");
  REQUIRE(result.scenario);
  const auto& kafka = result.scenario->kafka;
  REQUIRE(kafka.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) CHECK(kafka[i].secret);
  CHECK_FALSE(kafka[4].secret);
}

TEST_CASE("an empty stop_after is rejected with the keys to set") {
  CHECK(read(one_stream("    stop_after: {}\n")).problems ==
        "t.yaml:6:17: streams[0].stop_after: stop_after is empty: set records, duration or bytes\n");
}

}  // namespace spate::scenario
