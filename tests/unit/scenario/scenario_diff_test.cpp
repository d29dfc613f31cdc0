#include "scenario/compare/scenario_diff.hpp"

#include "catch.hpp"
#include "scenario/read/load.hpp"

namespace spate::scenario {
namespace {

Scenario scenario_of(const std::string& text) {
  Diagnostics diagnostics;
  auto scenario = parse_scenario(text, "test.yaml", {}, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  return *std::move(scenario);
}

const std::string kBefore = R"(
seed: 1
kafka: {bootstrap.servers: "h:1", sasl.password: first}
streams:
  - {topic: a, rate: 5/s, generator: order}
  - {topic: b, rate: 7/s, record: {x: 1}}
)";

ScenarioDiff from(const std::string& after) { return difference(scenario_of(kBefore), {}, scenario_of(after), {}); }

std::string with(const std::string& old, const std::string& now) {
  auto text = kBefore;
  text.replace(text.find(old), old.size(), now);
  return text;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the same scenario, written otherwise, is the same") {
  CHECK(from(kBefore).empty());
  CHECK(from("# a comment\n\n" + kBefore).empty());
  CHECK(from(R"(
defaults: {partitioner: murmur2}
streams:
  - record: {x: 1}
    rate: 7/s
    topic: b
  - {name: a, topic: a, rate: 5/s, generator: order}
kafka: {sasl.password: first, bootstrap.servers: "h:1"}
)")
            .empty());
}

TEST_CASE("what differs is named by its key") {
  CHECK(from(with("rate: 5/s", "rate: 6/s")).streams == std::map<std::string, Names>{{"a", {"rate"}}});
  CHECK(from(with("x: 1", "x: 2")).streams == std::map<std::string, Names>{{"b", {"record"}}});
  CHECK(from(with("seed: 1", "seed: 2")).keys == Names{"seed"});
  CHECK(from(with("rate: 7/s", "rate: 7/s, thresholds: [failed == 0]")).streams ==
        std::map<std::string, Names>{{"b", {"thresholds"}}});
  CHECK(from(kBefore + "  - {topic: c, rate: 1/s, generator: log}\n").added == Names{"c"});
  CHECK(from(with("topic: b", "topic: c")).removed == Names{"b"});
}

TEST_CASE("client properties are named one by one, a changed password too") {
  CHECK(from(with("first", "second")).keys == Names{"kafka[\"sasl.password\"]"});
  CHECK(from(with("sasl.password", "linger.ms: 5, sasl.password")).keys == Names{"kafka[\"linger.ms\"]"});
  CHECK(from(with(", sasl.password: first", "")).keys == Names{"kafka[\"sasl.password\"]"});
}

TEST_CASE("a token that is another is a change of control") {
  const auto one = scenario_of(kBefore + "control: {token: correct-horse}\n");
  const auto other = scenario_of(kBefore + "control: {token: battery-staple}\n");
  CHECK(difference(one, {}, other, {}).keys == Names{"control"});
}

TEST_CASE("a file that was written again changes the streams that read it") {
  const auto scenario = scenario_of(R"(
kafka: {bootstrap.servers: "h:1"}
streams:
  - {topic: a, rate: 5/s, record: {x: =pick(t).c}, tables: {t: {file: t.csv}}}
  - {topic: b, rate: 7/s, record: {x: 1}}
)");
  const auto& file = scenario.streams[0].generator.tables[0].file;
  CHECK(difference(scenario, {{file, "1"}}, scenario, {{file, "2"}}).streams ==
        std::map<std::string, Names>{{"a", {"files"}}});
  CHECK(difference(scenario, {{file, "1"}}, scenario, {{file, "1"}}).empty());
}

}  // namespace spate::scenario
