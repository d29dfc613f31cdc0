// Live changes and reload plans: what is applied, and what is rejected.
#include "run/override/live_change.hpp"

#include "catch.hpp"
#include "run/override/live_settings.hpp"
#include "run/reload/reload_plan.hpp"

using namespace spate;
using namespace spate::run;

namespace {

const scenario::RateProfile kScenario = scenario::constant({scenario::Rate::Unit::records, 500, kSecond});
const scenario::RateProfile kMax = scenario::constant({scenario::Rate::Unit::unlimited, 0, {}});

LiveChangeResult resolve(std::string verb, std::optional<std::string> rate = {},
                         std::optional<std::string> duration = {}, const LiveSettings& now = {},
                         const scenario::RateProfile& scenario = kScenario) {
  return resolve_change(
      {.stream = "orders", .verb = std::move(verb), .rate = std::move(rate), .duration = std::move(duration)}, now,
      scenario);
}

std::uint64_t per_second(const scenario::RateProfile& profile) {
  const auto rate = scenario::constant_rate(profile);
  return rate->amount * kSecond / rate->per;
}

}  // namespace

TEST_CASE("pause keeps the live rate and resume restores it") {
  const auto fast = resolve("rate", "900/s").value->settings;
  const auto paused = resolve("pause", {}, "30s", fast);
  REQUIRE(paused.value);
  CHECK(paused.value->duration == 30 * kSecond);
  CHECK(describe(paused.value->settings) == "paused");
  CHECK(per_second(effective_rate(paused.value->settings, kScenario).profile) == 0);
  const auto resumed = resolve("resume", {}, {}, paused.value->settings);
  CHECK(per_second(effective_rate(resumed.value->settings, kScenario).profile) == 900);
}

TEST_CASE("a live rate is absolute, a multiple of the scenario's rate, or the scenario's rate") {
  CHECK(per_second(effective_rate(resolve("rate", "900/s").value->settings, kScenario).profile) == 900);
  CHECK(per_second(effective_rate(resolve("rate", "1.5x").value->settings, kScenario).profile) == 750);
  CHECK(effective_rate(resolve("rate", "1.5x").value->settings, kScenario).of_scenario);
  CHECK(effective_rate(resolve("rate", "max").value->settings, kScenario).profile.unit ==
        scenario::Rate::Unit::unlimited);
  const auto back = resolve("rate", "scenario", {}, resolve("rate", "900/s").value->settings);
  CHECK_FALSE(back.value->settings.rate);
}

TEST_CASE("an invalid action is rejected with a hint") {
  for (const auto& [rate, hint] : std::initializer_list<std::pair<const char*, const char*>>{
           {"500", "500/s"}, {"", "invalid rate"}, {"0x", "pause"}, {"-1x", "x"}, {"3 xx", "x"}, {"1e9999x", "x"}}) {
    CAPTURE(rate);
    const auto wrong = resolve("rate", rate);
    CHECK_FALSE(wrong.value);
    CHECK_FALSE(wrong.conflict);
    CHECK_THAT(wrong.problem, ContainsSubstring(hint));
  }
  CHECK_FALSE(resolve("rate", "2x", {}, {}, kMax).value);
  CHECK_FALSE(resolve("rate").value);
  CHECK_FALSE(resolve("burst", "2x").value);
  CHECK_FALSE(resolve("pause", "2x").value);
  CHECK_FALSE(resolve("pause", {}, "5m").value);
  CHECK_FALSE(resolve("pause", {}, "0s").value);
}

TEST_CASE("a factor and its product with --rate-scale must be representable") {
  for (const char* rate : {"1000001x", "1000000.5x", "18446744073710x", "999999999999999999x"}) {
    CAPTURE(rate);
    for (const char* verb : {"rate", "burst"})
      CHECK_THAT(resolve(verb, rate, "1s").problem, ContainsSubstring("is out of range"));
  }
  for (const char* rate : {"nanx", "infx", "1e3x", "-0x", "x", "0x2x", "+2x", "1.5.5x"}) {
    CAPTURE(rate);
    CHECK_FALSE(resolve("rate", rate).value);
  }
  auto scaled = kScenario;
  scaled.scale = {1'000'000, 1};
  CHECK(resolve("rate", "2x", {}, {}, scaled).value->settings.rate->profile.scale.times == 2'000'000);
  CHECK(resolve("rate", "0.000001x", {}, {}, scaled).value->settings.rate->profile.scale.times == 1);
  // 500/s * 1,000,000 is half a record per nanosecond.
  CHECK_THAT(resolve("rate", "3x", {}, {}, scaled).problem, ContainsSubstring("cannot be represented exactly"));
  const auto slow = scenario::constant({scenario::Rate::Unit::records, 1, kDay});
  CHECK_THAT(resolve("rate", "0.000000001x", {}, {}, slow).problem, ContainsSubstring("cannot be represented exactly"));
  const auto bytes = scenario::constant({scenario::Rate::Unit::bytes, 9'000'000'000'000'000, kMicrosecond});
  CHECK_THAT(resolve("rate", "1000000x", {}, {}, bytes).problem, ContainsSubstring("cannot be represented exactly"));
  CHECK_THAT(resolve("rate", "1/100000d").problem, ContainsSubstring("cannot be represented exactly"));
}

TEST_CASE("a burst of a paused stream is a conflict") {
  const LiveSettings paused{.paused = true, .rate = {}};
  CHECK(resolve("burst", "2x", "1s", paused).conflict);
  CHECK(resolve("rate", "2x", {}, paused).value->settings.paused);
}

TEST_CASE("a reload plan has an apply mode per key and names keys that need a restart") {
  scenario::ScenarioDiff diff;
  diff.streams["a"] = {"rate", "record", "thresholds", "files", "arrivals", "key"};
  diff.keys = {"name", "shutdown"};
  diff.removed = {"b"};
  CHECK(changes(diff) == std::vector<std::string>{"name", "shutdown",
                                                  "a: rate, record, thresholds, files, arrivals, key", "b: removed"});
  const auto in_place = plan_reload(diff, {});
  CHECK(in_place.problems.empty());
  CHECK(in_place.new_workers.empty());
  CHECK_FALSE(in_place.replace_client);

  diff.streams["a"] = {"rate", "partitioner"};
  diff.added = {"c"};
  CHECK(changes(diff).at(3) == "c: added");
  const auto restarted = plan_reload(diff, {});
  CHECK(restarted.problems.empty());
  CHECK(restarted.new_workers == std::set<std::string>{"a", "c"});
  CHECK_FALSE(restarted.replace_client);

  diff.streams["a"] = {"kafka"};
  CHECK(plan_reload(diff, {}).replace_client);
  diff.streams.clear();
  diff.keys.emplace_back("kafka[\"acks\"]");
  CHECK(plan_reload(diff, {}).replace_client);

  diff.keys = {"seed"};
  diff.streams["a"] = {"rate", "topic"};
  const auto named = plan_reload(diff, {}).problems;
  REQUIRE(named.size() == 2);
  CHECK_THAT(named[0], ContainsSubstring("seed:"));
  CHECK_THAT(named[1], ContainsSubstring("streams.a.topic:") && ContainsSubstring("rename"));
}
