#include "scenario/compare/scenario_diff.hpp"

#include "catch.hpp"
#include "scenario/read/load.hpp"

namespace spate::scenario {
namespace {

Scenario valid_scenario(const std::string& text) {
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

ScenarioDiff diff_to(const std::string& after) {
  return compare_scenarios(valid_scenario(kBefore), {}, valid_scenario(after), {});
}

std::string with(const std::string& old, const std::string& replacement) {
  auto text = kBefore;
  text.replace(text.find(old), old.size(), replacement);
  return text;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("order, comments and explicit defaults make no difference") {
  CHECK(diff_to(kBefore).empty());
  CHECK(diff_to("# a comment\n\n" + kBefore).empty());
  CHECK(diff_to(R"(
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

TEST_CASE("a difference is named by its key") {
  CHECK(diff_to(with("rate: 5/s", "rate: 6/s")).streams == std::map<std::string, Names>{{"a", {"rate"}}});
  CHECK(diff_to(with("x: 1", "x: 2")).streams == std::map<std::string, Names>{{"b", {"record"}}});
  CHECK(diff_to(with("seed: 1", "seed: 2")).keys == Names{"seed"});
  CHECK(diff_to(with("rate: 7/s", "rate: 7/s, thresholds: [failed == 0]")).streams ==
        std::map<std::string, Names>{{"b", {"thresholds"}}});
  CHECK(diff_to(kBefore + "  - {topic: c, rate: 1/s, generator: log}\n").added == Names{"c"});
  CHECK(diff_to(with("topic: b", "topic: c")).removed == Names{"b"});
}

TEST_CASE("each changed client property is named, a password too") {
  CHECK(diff_to(with("first", "second")).keys == Names{"kafka[\"sasl.password\"]"});
  CHECK(diff_to(with("sasl.password", "linger.ms: 5, sasl.password")).keys == Names{"kafka[\"linger.ms\"]"});
  CHECK(diff_to(with(", sasl.password: first", "")).keys == Names{"kafka[\"sasl.password\"]"});
}

TEST_CASE("a changed token is a change of control") {
  const auto before = valid_scenario(kBefore + "control: {token: correct-horse}\n");
  const auto after = valid_scenario(kBefore + "control: {token: battery-staple}\n");
  CHECK(compare_scenarios(before, {}, after, {}).keys == Names{"control"});
}

TEST_CASE("a changed file changes the streams that read it") {
  const auto scenario = valid_scenario(R"(
kafka: {bootstrap.servers: "h:1"}
streams:
  - {topic: a, rate: 5/s, record: {x: =pick(t).c}, tables: {t: {file: t.csv}}}
  - {topic: b, rate: 7/s, record: {x: 1}}
)");
  const auto& file = scenario.streams[0].generator.tables[0].file;
  CHECK(compare_scenarios(scenario, {{file, "1"}}, scenario, {{file, "2"}}).streams ==
        std::map<std::string, Names>{{"a", {"files"}}});
  CHECK(compare_scenarios(scenario, {{file, "1"}}, scenario, {{file, "1"}}).empty());
}

}  // namespace spate::scenario
