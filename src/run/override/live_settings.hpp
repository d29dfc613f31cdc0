// The live settings of a stream: paused or not, and a rate that replaces the scenario's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::run {

// A rate that replaces the scenario's.
struct LiveRate {
  std::string text;  // as requested: 2000/s, 2x, max
  scenario::RateProfile profile;
  bool of_scenario = false;  // multiple of the scenario's rate
};

struct LiveSettings {
  bool paused = false;
  std::optional<LiveRate> rate;
};

// Settings that expire.
struct TemporarySettings {
  LiveSettings settings;
  MonotonicTime until{};
};

// Sets the rate from "500/s", "max" or "2x" (a multiple of the scenario's rate). "scenario" removes the live rate.
[[nodiscard]] scenario::Parsed<LiveSettings> with_rate(LiveSettings settings, std::string_view text,
                                                       const scenario::RateProfile& scenario);

// The rate that results from settings and scenario.
struct EffectiveRate {
  scenario::RateProfile profile;
  bool of_scenario = true;  // starts at the T = 0 of the scenario's rate
};
[[nodiscard]] EffectiveRate effective_rate(const LiveSettings& settings, const scenario::RateProfile& scenario);

// "paused", "2000/s", "the scenario's rate".
[[nodiscard]] std::string describe(const LiveSettings& settings);

// "500/s", or "schedule" if the rate changes over time.
[[nodiscard]] std::string rate_of(const scenario::RateProfile& profile);

}  // namespace spate::run
