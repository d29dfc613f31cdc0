#include "scenario/model/shard.hpp"

#include "catch.hpp"
#include "scenario/read/load.hpp"
#include "scenario/text/shard_text.hpp"

using namespace spate;
using namespace spate::scenario;

namespace {

PodNumber host(std::string name) { return {.completion_index = std::nullopt, .host = std::move(name)}; }

constexpr auto kText = R"(
kafka: {bootstrap.servers: embedded}
streams: [{topic: t, rate: 1/s, record: {n: 1}}]
)";

std::string scenario_problems(const Shard& shard, std::optional<std::string> start_at) {
  Overrides overrides;
  overrides.shard = shard;
  overrides.start_at = std::move(start_at);
  Diagnostics diagnostics;
  (void)parse_scenario(kText, "s.yaml", overrides, diagnostics);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("a shard is i of n, counted from 0") {
  const auto shard = parse_shard("2/7", host("web")).value;
  REQUIRE(shard);
  CHECK(shard->index == 2);
  CHECK(shard->count == 7);
  CHECK(parse_shard("0/1", host("web")).value->is_single());
}

TEST_CASE("auto uses the pod number of an Indexed Job, or of a StatefulSet") {
  CHECK(parse_shard("auto/3", host("spate-2")).value->index == 2);
  CHECK(parse_shard("auto/30", host("a-load-of-12.spate.svc")).value->index == 12);
  CHECK(parse_shard("auto/3", {.completion_index = "1", .host = "spate-2"}).value->index == 1);
}

TEST_CASE("an invalid shard is rejected with the fix") {
  const auto text = GENERATE("", "3", "1/", "/3", "-1/3", "1/3/5", "1.0/3", "a/b", "auto", "auto/", "auto/x", "1/0",
                             "3/3", "0/1001", "0/99999999999999999999", " 1/3");
  INFO(text);
  const auto parsed = parse_shard(text, host("spate-0"));
  CHECK_FALSE(parsed.value);
  CHECK_FALSE(parsed.problem.empty());
}

TEST_CASE("auto rejects a pod without a number or with a number that is too high") {
  CHECK(parse_shard("auto/3", host("spate-7f9c")).problem.find("\"spate-7f9c\"") != std::string::npos);
  CHECK(parse_shard("auto/3", host("spate")).problem.find("set the shard, such as 0/3") != std::string::npos);
  CHECK(parse_shard("auto/3", host("spate-3")).problem.find("the last of 3 shards is 2") != std::string::npos);
  CHECK_FALSE(parse_shard("auto/3", {.completion_index = "", .host = "spate-2"}).value);
}

TEST_CASE("shards need a common start time") {
  CHECK(scenario_problems({1, 3}, std::nullopt).find("--shard: start_at: shards need a common start time") !=
        std::string::npos);
  CHECK(scenario_problems({1, 3}, "2026-11-24T08:00:00Z").empty());
  CHECK(scenario_problems({1, 3}, "next_minute").empty());
  CHECK(scenario_problems({0, 1}, std::nullopt).empty());
}
