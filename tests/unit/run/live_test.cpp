// What is asked of a run while it goes: understood, refused with what to write, sorted into what can take over.
#include "catch.hpp"
#include "run/live/course.hpp"
#include "run/live/reload_plan.hpp"
#include "run/live/wish.hpp"

using namespace spate;

namespace {

const RateProfile kScenario = constant({Rate::Unit::records, 500, kSecond});
const RateProfile kMax = constant({Rate::Unit::unlimited, 0, 0});

ReadWish wish(std::string verb, std::optional<std::string> rate = {}, std::optional<std::string> lasts = {},
              const Course& now = {}, const RateProfile& scenario = kScenario) {
  return read_wish({.stream = "orders", .verb = std::move(verb), .rate = std::move(rate), .lasts = std::move(lasts)},
                   now, scenario);
}

std::uint64_t per_second(const RateProfile& profile) {
  const auto rate = constant_rate(profile);
  return rate->amount * static_cast<std::uint64_t>(kSecond) / static_cast<std::uint64_t>(rate->per);
}

}  // namespace

TEST_CASE("a pause lies over whatever rate there is, and resume gives it back") {
  const auto fast = wish("rate", "900/s").value->course;
  const auto paused = wish("pause", {}, "30s", fast);
  REQUIRE(paused.value);
  CHECK(paused.value->lasts == 30 * kSecond);
  CHECK(describe(paused.value->course) == "paused");
  CHECK(per_second(followed(paused.value->course, kScenario).profile) == 0);
  const auto resumed = wish("resume", {}, {}, paused.value->course);
  CHECK(per_second(followed(resumed.value->course, kScenario).profile) == 900);
}

TEST_CASE("a rate is one of its own, a multiple of the scenario's, or the scenario's") {
  CHECK(per_second(followed(wish("rate", "900/s").value->course, kScenario).profile) == 900);
  CHECK(per_second(followed(wish("rate", "1.5x").value->course, kScenario).profile) == 750);
  CHECK(followed(wish("rate", "1.5x").value->course, kScenario).of_scenario);
  CHECK(followed(wish("rate", "max").value->course, kScenario).profile.unit == Rate::Unit::unlimited);
  const auto back = wish("rate", "scenario", {}, wish("rate", "900/s").value->course);
  CHECK_FALSE(back.value->course.rate);
}

TEST_CASE("what cannot be understood says what to write") {
  for (const auto& [rate, said] : std::initializer_list<std::pair<const char*, const char*>>{
           {"500", "500/s"}, {"", "not a rate"}, {"0x", "pause"}, {"-1x", "x"}, {"3 xx", "x"}, {"1e9999x", "x"}}) {
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
  CHECK(wish("rate", "2x", {}, {}, scaled).value->course.rate->profile.scale.times == 2'000'000);
  CHECK(wish("rate", "0.000001x", {}, {}, scaled).value->course.rate->profile.scale.times == 1);
  // 500/s * 1,000,000 is half a record per nanosecond.
  CHECK_THAT(wish("rate", "3x", {}, {}, scaled).problem, ContainsSubstring("to be counted exactly"));
  const auto slow = constant({Rate::Unit::records, 1, kDay});
  CHECK_THAT(wish("rate", "0.000000001x", {}, {}, slow).problem, ContainsSubstring("to be counted exactly"));
  const auto bytes = constant({Rate::Unit::bytes, 9'000'000'000'000'000, kMicrosecond});
  CHECK_THAT(wish("rate", "1000000x", {}, {}, bytes).problem, ContainsSubstring("to be counted exactly"));
  CHECK_THAT(wish("rate", "1/100000d").problem, ContainsSubstring("cannot be counted exactly"));
}

TEST_CASE("a paused stream does not burst") {
  const Course paused{.paused = true, .rate = {}};
  CHECK(wish("burst", "2x", "1s", paused).conflict);
  CHECK(wish("rate", "2x", {}, paused).value->course.paused);
}

TEST_CASE("of a difference, each key takes over in its way, and what needs a restart is named") {
  Difference found;
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
  CHECK_THAT(named[1], ContainsSubstring("streams.a.topic:") && ContainsSubstring("another name"));
}
