#include "scenario/read/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/rfc3339.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kTimestampForm =
    "an RFC 3339 timestamp between 1700 and 2199, such as 2026-11-24T08:00:00Z or 2026-11-24T09:00:00+01:00";

// Also suggests by the name of the city alone.
std::string nearest_zone(const std::string& name, const std::vector<std::string_view>& known) {
  if (auto hint = did_you_mean(name, known); !hint.empty()) return hint;
  std::vector<std::string_view> cities;
  cities.reserve(known.size());
  for (const auto zone : known) cities.push_back(zone.substr(zone.rfind('/') + 1));
  const auto city = nearest(name, cities);
  if (city.empty()) return {};
  const auto at = std::find(cities.begin(), cities.end(), city) - cities.begin();
  return fmt::format("; did you mean \"{}\"?", known[static_cast<std::size_t>(at)]);
}

std::string unknown_zone(const Section& clock, const std::string& name) {
  const auto known = Zone::names();
  if (known.empty())
    return fmt::format("cannot look up time zone {}, this machine has no zone data: install tzdata, or use local",
                       clock.quoted_value("zone"));
  const std::vector<std::string_view> names(known.begin(), known.end());
  const bool secret = clock.node().find("zone")->secret;
  return fmt::format("unknown time zone {}: use an IANA name such as Europe/Paris, UTC or local{}",
                     clock.quoted_value("zone"), secret ? std::string{} : nearest_zone(name, names));
}

}  // namespace

Clock read_clock(const Section& scenario) {
  Clock clock;
  const auto* node = scenario.map("clock");
  if (node == nullptr) return clock;
  const Section section{scenario.context(), SectionKind::clock, *node, scenario.path("clock")};
  const auto start = section.text("start").value_or("now");
  if (start != "now") {
    clock.start = parse_rfc3339(start);
    if (!clock.start)
      section.report(
          "start", fmt::format("invalid start time {}: use now, or {}", section.quoted_value("start"), kTimestampForm));
  }
  clock.zone_name = section.text("zone").value_or("local");
  if (clock.zone_name == "local") return clock;
  if (const auto zone = Zone::named(clock.zone_name))
    clock.zone = *zone;
  else
    section.report("zone", unknown_zone(section, clock.zone_name));
  return clock;
}

StartAt read_start_at(const Section& scenario) {
  const auto text = scenario.text("start_at").value_or("now");
  if (text == "now") return {};
  if (text == "next_minute") return {.when = StartAt::When::next_minute, .instant = {}};
  if (const auto instant = parse_rfc3339(text)) return {.when = StartAt::When::instant, .instant = *instant};
  scenario.report("start_at", fmt::format("invalid start time {}: use now, next_minute or {}",
                                          scenario.quoted_value("start_at"), kTimestampForm));
  return {};
}

WallTime start_time(const StartAt& start_at, WallTime now) {
  return start_at.when == StartAt::When::now ? now : start_at.instant;
}

WallTime clock_at_start(const Scenario& scenario, WallTime first) { return scenario.clock.start.value_or(first); }

void resolve_start(StartAt& start_at, WallTime now) {
  if (start_at.when == StartAt::When::next_minute)
    start_at.instant = std::chrono::floor<std::chrono::minutes>(now) + kMinute;
}

}  // namespace spate::scenario
