#include "catch.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

const std::string kafka = "kafka: {bootstrap.servers: embedded}\n";

Scenario valid(const std::string& text) {
  auto result = read(kafka + text);
  CAPTURE(result.problems);
  REQUIRE(result.scenario);
  return *result.scenario;
}

}  // namespace

TEST_CASE("a default applies to the streams that do not set the key") {
  const auto scenario = valid(
      "defaults: {rate: 5/s, partitions: 3, generator: order}\n"
      "streams: [{topic: a}, {topic: b, partitions: 6}]\n");
  CHECK(scenario.streams[0].topic.partitions == 3);
  CHECK(scenario.streams[1].topic.partitions == 6);
  CHECK(constant_rate(scenario.streams[1].rate)->amount == 5);
  CHECK(scenario.streams[1].key.node.text == "customer_id");
}

TEST_CASE("maps merge key by key, lists and scalars replace") {
  const auto scenario = valid(
      "defaults:\n"
      "  rate: 5/s\n"
      "  kafka: {acks: all, compression.codec: lz4}\n"
      "  record: {host: a, tags: [x, y], at: {x: 1, y: 2}}\n"
      "streams:\n"
      "  - topic: a\n"
      "    kafka: {acks: 1}\n"
      "    record: {tags: [z], at: {y: 3}, more: true}\n");
  const auto& stream = scenario.streams[0];
  REQUIRE(stream.kafka.size() == 2);
  CHECK(stream.kafka[0].name == "acks");
  CHECK(stream.kafka[0].value == "1");
  CHECK(stream.kafka[1].value == "lz4");
  const auto& record = stream.generator.record;
  REQUIRE(record.members.size() == 4);  // fields of the defaults, then those of the stream
  CHECK(record.members[0].name == "host");
  CHECK(record.members[3].name == "more");
  CHECK(record.find("tags")->items.size() == 1);
  CHECK(record.find("at")->find("x")->text == "1");
  CHECK(record.find("at")->find("y")->text == "3");
}

TEST_CASE("a record of a stream replaces the generator of the defaults") {
  const auto scenario = valid(
      "defaults: {rate: 5/s, generator: order}\n"
      "streams: [{topic: a, record: {id: 1}}, {topic: b}]\n");
  CHECK(scenario.streams[0].generator.name == "streams[0].record");
  CHECK(scenario.streams[1].generator.name == "order");
}

TEST_CASE("a problem in defaults is reported once, under its own path") {
  const auto result = read(kafka + "defaults: {rate: 5, generator: order}\nstreams: [{topic: a}, {topic: b}]\n");
  CHECK(result.problems == "t.yaml:2:18: defaults.rate: missing time unit in \"5\": use 5/s\n");
}

TEST_CASE("a problem in defaults is reported though every stream overrides it") {
  const auto result = read(kafka + "defaults: {rate: 5}\nstreams: [{topic: a, rate: 1/s, generator: order}]\n");
  CHECK(result.problems == "t.yaml:2:18: defaults.rate: missing time unit in \"5\": use 5/s\n");
}

TEST_CASE("streams with the same topic share its keys") {
  const auto scenario = valid(
      "defaults: {rate: 5/s, generator: order}\n"
      "streams:\n"
      "  - {name: a, topic: t, topic_config: {retention.ms: 1000}}\n"
      "  - {name: b, topic: t, partitions: 4, on_mismatch: fail, topic_config: {cleanup.policy: compact}}\n"
      "  - {name: c, topic: other}\n");
  for (const auto& stream : {scenario.streams[0], scenario.streams[1]}) {
    CHECK(stream.topic.partitions == 4);
    CHECK(stream.topic.on_mismatch == OnMismatch::fail);
    CHECK(stream.topic.config.size() == 2);
  }
  CHECK_FALSE(scenario.streams[2].topic.partitions);
  CHECK(scenario.streams[2].topic.config.empty());
}

}  // namespace spate::scenario
