#include "scenario/read/overrides.hpp"

#include "catch.hpp"
#include "scenario/rate/rate_scale.hpp"
#include "scenario_parsing.hpp"

namespace spate::scenario {
namespace {

Overrides set(std::vector<std::pair<std::string, std::string>> settings) {
  Overrides overrides;
  overrides.settings = std::move(settings);
  return overrides;
}

}  // namespace

TEST_CASE("a path is split at dots and brackets") {
  using Names = std::vector<std::string>;
  CHECK(split_path("seed") == Names{"seed"});
  CHECK(split_path("streams.orders.rate") == Names{"streams", "orders", "rate"});
  CHECK(split_path("streams[\"a.b\"].rate") == Names{"streams", "a.b", "rate"});
  CHECK(split_path("kafka[\"linger.ms\"]") == Names{"kafka", "linger.ms"});
  CHECK(split_path("streams[0].rate") == Names{"streams", "0", "rate"});
  for (const char* text : {"", ".", "a.", "a..b", ".a", "a[", "a[]", "a[\"\"]", "a[\"b"})
    CHECK(split_path(text).empty());
}

TEST_CASE("--set changes or adds a key of the file") {
  const auto result = read(one_stream(), set({{"streams.orders.rate", "1000/s"},
                                              {"streams[0].partitions", "3"},
                                              {"kafka[\"linger.ms\"]", "7"},
                                              {"metrics.listen", "off"},
                                              {"defaults.replication_factor", "2"},
                                              {"seed", "9"}}));
  CAPTURE(result.problems);
  REQUIRE(result.scenario);
  const auto& stream = result.scenario->streams[0];
  CHECK(constant_rate(stream.rate)->amount == 1000);
  CHECK(stream.topic.partitions == 3);
  CHECK(stream.topic.replication_factor == 2);
  CHECK(result.scenario->kafka.at(0).value == "7");
  CHECK_FALSE(result.scenario->metrics_listen);
  CHECK(result.scenario->seed == 9);
}

TEST_CASE("--set accepts a stream name with dots in brackets") {
  const auto result =
      read(one_stream("    name: shop.orders-v1\n"), set({{"streams[\"shop.orders-v1\"].rate", "2/s"}}));
  REQUIRE(result.scenario);
  CHECK(constant_rate(result.scenario->streams[0].rate)->amount == 2);
}

TEST_CASE("--set with an invalid path or value is rejected") {
  const auto problems = [](const char* path, const char* value) {
    return read(one_stream(), set({{path, value}})).problems;
  };
  CHECK(problems("streams.ordres.rate", "1/s") ==
        "--set: streams.ordres.rate: unknown stream \"ordres\"; did you mean \"orders\"?\n");
  CHECK(problems("streams.orders.raet", "1/s") == "--set: streams[0].raet: unknown key; did you mean \"rate\"?\n");
  CHECK(problems("streams[7].rate", "1/s") == "--set: streams[7].rate: unknown stream \"7\": use one of orders\n");
  CHECK(problems("sede", "1") == "--set: sede: unknown key; did you mean \"seed\"?\n");
  CHECK(problems("a..b", "1") ==
        "--set: a..b: invalid path: use one such as streams.orders.rate or kafka[\"linger.ms\"]\n");
  CHECK(problems("streams.orders.rate", "5") == "--set: streams[0].rate: missing time unit in \"5\": use 5/s\n");
  CHECK(problems("name", "a: b") == "--set: name: invalid YAML value \"a: b\": put it in quotes\n");
  CHECK(problems("state_dir", "\"\"") ==
        "--set: state_dir: state_dir is empty: use a directory such as /var/lib/spate\n");
}

TEST_CASE("--set changes a field of a record") {
  const auto result = read(one_stream(), set({{"streams.orders.record.id", "=index()"}}));
  REQUIRE(result.scenario);
  CHECK(result.scenario->streams[0].generator.record.find("id")->text == "=index()");
}

TEST_CASE("--seed, --bootstrap-servers and --metrics override the file and --set") {
  auto overrides = set({{"seed", "3"}});
  overrides.seed = 4;
  overrides.bootstrap_servers = "127.0.0.1:9092";
  overrides.metrics = "off";
  const auto result = read(one_stream(), overrides);
  REQUIRE(result.scenario);
  CHECK(result.scenario->seed == 4);
  CHECK_FALSE(result.scenario->embedded);
  CHECK(result.scenario->kafka.at(0).value == "127.0.0.1:9092");
  CHECK_FALSE(result.scenario->metrics_listen);
}

TEST_CASE("--bootstrap-servers replaces missing bootstrap.servers") {
  Overrides overrides;
  overrides.bootstrap_servers = "embedded";
  const auto result = read("streams: [{topic: a, rate: 1/s, generator: order}]\n", overrides);
  REQUIRE(result.scenario);
  CHECK(result.scenario->embedded);
}

TEST_CASE("a rate scale is a factor above 0, with or without x") {
  const auto is = [](const char* text, std::uint64_t times, std::uint64_t over) {
    const auto factor = parse_rate_scale(text).value;
    return factor && factor->times == times && factor->over == over;
  };
  CHECK(is("2", 2, 1));
  CHECK(is("0.5", 1, 2));
  CHECK(is("1.25x", 5, 4));
  CHECK(is("1000000", 1'000'000, 1));
  for (const auto* text : {"", "x", "0", "0.0", "-2", "2%", "1000000.1", "twice", "1/2", "2/s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate_scale(text).value);
  }
}

TEST_CASE("a rate scale multiplies every rate except max, and is rejected if not exact") {
  Overrides overrides;
  overrides.rate_scale = Factor{5, 2};
  const auto scaled = [&](const std::string& rates) {
    std::string text = "kafka: {bootstrap.servers: embedded}\nstreams:\n";
    for (const char* name : {"a", "b"})
      text += std::string{"  - {topic: "} + name + ", rate: " + rates + ", generator: log}\n";
    return read(text, overrides);
  };
  const auto steady = scaled("100/s");
  REQUIRE(steady.scenario);
  for (const auto& stream : steady.scenario->streams) {
    CHECK(constant_rate(stream.rate)->amount == 1);
    CHECK(constant_rate(stream.rate)->per == 4 * kMillisecond);
  }
  const auto staged = scaled("{stages: [{ramp: [0/s, 10/s], for: 1min}]}");
  REQUIRE(staged.scenario);
  CHECK(staged.scenario->streams[1].rate.scale.times == 5);
  CHECK(scaled("max").problems ==
        "--rate-scale: streams: all streams send at max, which has no rate to scale: remove the option\n");
  overrides.rate_scale = Factor{1'000'000, 1};
  CHECK(scaled("9000000000000000 B/1us").problems ==
        "--rate-scale: streams[0].rate: 1000000x of this rate cannot be counted exactly: use a rounder factor\n"
        "--rate-scale: streams[1].rate: 1000000x of this rate cannot be counted exactly: use a rounder factor\n");
}

TEST_CASE("the lower of two stop limits applies") {
  Overrides overrides;
  overrides.records = 50;
  overrides.duration = 10 * kSecond;
  const auto result = read(one_stream("    stop_after: {records: 100, duration: 5s}\n"), overrides);
  REQUIRE(result.scenario);
  CHECK(result.scenario->streams[0].stop_after.records == 50);
  CHECK(result.scenario->streams[0].stop_after.duration == 5 * kSecond);
  const auto bare = read(one_stream(), overrides);
  CHECK(bare.scenario->streams[0].stop_after.records == 50);
  CHECK(bare.scenario->streams[0].stop_after.duration == 10 * kSecond);
}

}  // namespace spate::scenario
