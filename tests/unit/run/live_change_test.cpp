// What is asked of a run while it goes: understood, refused with what to write, sorted into what can take over.
#include "run/override/live_change.hpp"

#include "catch.hpp"
#include "run/override/live_settings.hpp"
#include "run/reload/reload_plan.hpp"

using namespace spate;
using namespace spate::run;

namespace {

const scenario::RateProfile kScenario = scenario::constant({scenario::Rate::Unit::records, 500, kSecond});
const scenario::RateProfile kMax = scenario::constant({scenario::Rate::Unit::unlimited, 0, {}});

LiveChangeResult wish(std::string verb, std::optional<std::string> rate = {}, std::optional<std::string> lasts = {},
                      const LiveSettings& now = {}, const scenario::RateProfile& scenario = kScenario) {
  return resolve_change(
      {.stream = "orders", .verb = std::move(verb), .rate = std::move(rate), .duration = std::move(lasts)}, now,
      scenario);
}

std::uint64_t per_second(const scenario::RateProfile& profile) {
  const auto rate = scenario::constant_rate(profile);
  return rate->amount * kSecond / rate->per;
}

}  // namespace

TEST_CASE("a pause lies over whatever rate there is, and resume gives it back") {
  const auto fast = wish("rate", "900/s").value->settings;
  const auto paused = wish("pause", {}, "30s", fast);
  REQUIRE(paused.value);
  CHECK(paused.value->duration == 30 * kSecond);
  CHECK(describe(paused.value->settings) == "paused");
  CHECK(per_second(effective_rate(paused.value->settings, kScenario).profile) == 0);
  const auto resumed = wish("resume", {}, {}, paused.value->settings);
  CHECK(per_second(effective_rate(resumed.value->settings, kScenario).profile) == 900);
}

TEST_CASE("a rate is one of its own, a multiple of the scenario's, or the scenario's") {
  CHECK(per_second(effective_rate(wish("rate", "900/s").value->settings, kScenario).profile) == 900);
  CHECK(per_second(effective_rate(wish("rate", "1.5x").value->settings, kScenario).profile) == 750);
  CHECK(effective_rate(wish("rate", "1.5x").value->settings, kScenario).of_scenario);
  CHECK(effective_rate(wish("rate", "max").value->settings, kScenario).profile.unit == scenario::Rate::Unit::unlimited);
  const auto back = wish("rate", "scenario", {}, wish("rate", "900/s").value->settings);
  CHECK_FALSE(back.value->settings.rate);
}

TEST_CASE("what cannot be understood says what to write") {
  for (const auto& [rate, said] : std::initializer_list<std::pair<const char*, const char*>>{
           {"500", "500/s"}, {"", "invalid rate"}, {"0x", "pause"}, {"-1x", "x"}, {"3 xx", "x"}, {"1e9999x", "x"}}) {
    CAPTURE(rate);
    const auto wrong = wish("rate", rate);
    CHECK_FALSE(wrong.value);
    CHECK_FALSE(wrong.conflict);
    CHECK_THAT(wrong.problem, ContainsSubstring(said));
  }
  CHECK_FALSE(wish("rate", "2x", {}, {}, kMax).value);
  CHECK_FALSE(wish("rate").value);
  CHECK_FALSE(wish("burst", "2x").value);
  CHECK_FALSE(wish("pause", "2x").value);
  CHECK_FALSE(wish("pause", {}, "5m").value);
  CHECK_FALSE(wish("pause", {}, "0s").value);
}

TEST_CASE("a factor, and its product with that of --rate-scale, is within what can be counted") {
  for (const char* rate : {"1000001x", "1000000.5x", "18446744073710x", "999999999999999999x"}) {
    CAPTURE(rate);
    for (const char* verb : {"rate", "burst"})
      CHECK_THAT(wish(verb, rate, "1s").problem, ContainsSubstring("is out of range"));
  }
  for (const char* rate : {"nanx", "infx", "1e3x", "-0x", "x", "0x2x", "+2x", "1.5.5x"}) {
    CAPTURE(rate);
    CHECK_FALSE(wish("rate", rate).value);
  }
  auto scaled = kScenario;
  scaled.scale = {1'000'000, 1};
  CHECK(wish("rate", "2x", {}, {}, scaled).value->settings.rate->profile.scale.times == 2'000'000);
  CHECK(wish("rate", "0.000001x", {}, {}, scaled).value->settings.rate->profile.scale.times == 1);
  // 500/s * 1,000,000 is half a record per nanosecond.
  CHECK_THAT(wish("rate", "3x", {}, {}, scaled).problem, ContainsSubstring("cannot be represented exactly"));
  const auto slow = scenario::constant({scenario::Rate::Unit::records, 1, kDay});
  CHECK_THAT(wish("rate", "0.000000001x", {}, {}, slow).problem, ContainsSubstring("cannot be represented exactly"));
  const auto bytes = scenario::constant({scenario::Rate::Unit::bytes, 9'000'000'000'000'000, kMicrosecond});
  CHECK_THAT(wish("rate", "1000000x", {}, {}, bytes).problem, ContainsSubstring("cannot be represented exactly"));
  CHECK_THAT(wish("rate", "1/100000d").problem, ContainsSubstring("cannot be represented exactly"));
}

TEST_CASE("a paused stream does not burst") {
  const LiveSettings paused{.paused = true, .rate = {}};
  CHECK(wish("burst", "2x", "1s", paused).conflict);
  CHECK(wish("rate", "2x", {}, paused).value->settings.paused);
}

TEST_CASE("of a difference, each key takes over in its way, and what needs a restart is named") {
  scenario::ScenarioDiff found;
  found.streams["a"] = {"rate", "record", "thresholds", "files", "arrivals", "key"};
  found.keys = {"name", "shutdown"};
  found.removed = {"b"};
  CHECK(changes(found) == std::vector<std::string>{"name", "shutdown",
                                                   "a: rate, record, thresholds, files, arrivals, key", "b: removed"});
  const auto in_place = plan_reload(found, {});
  CHECK(in_place.problems.empty());
  CHECK(in_place.begin.empty());
  CHECK_FALSE(in_place.client);

  found.streams["a"] = {"rate", "partitioner"};
  found.added = {"c"};
  CHECK(changes(found).at(3) == "c: added");
  const auto anew = plan_reload(found, {});
  CHECK(anew.problems.empty());
  CHECK(anew.begin == std::set<std::string>{"a", "c"});
  CHECK_FALSE(anew.client);

  found.streams["a"] = {"kafka"};
  CHECK(plan_reload(found, {}).client);
  found.streams.clear();
  found.keys.emplace_back("kafka[\"acks\"]");
  CHECK(plan_reload(found, {}).client);

  found.keys = {"seed"};
  found.streams["a"] = {"rate", "topic"};
  const auto named = plan_reload(found, {}).problems;
  REQUIRE(named.size() == 2);
  CHECK_THAT(named[0], ContainsSubstring("seed:"));
  CHECK_THAT(named[1], ContainsSubstring("streams.a.topic:") && ContainsSubstring("rename"));
}
