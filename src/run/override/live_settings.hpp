// What a stream follows while it runs: the scenario's rate, or what somebody has asked for since.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::run {

// A rate in place of the scenario's.
struct LiveRate {
  std::string text;  // as asked for: 2000/s, 2x, max
  scenario::RateProfile profile;
  bool of_scenario = false;  // a multiple of the scenario's, which goes on in its own time
};

struct LiveSettings {
  bool paused = false;
  std::optional<LiveRate> rate;
};

// A settings for some time, in place of the lasting one.
struct TemporarySettings {
  LiveSettings settings;
  MonotonicTime until{};
};

// "500/s", "max", "2x" (of what the scenario says); "scenario" is no rate of its own. A problem says what to write.
[[nodiscard]] scenario::Parsed<LiveSettings> with_rate(LiveSettings settings, std::string_view text,
                                                       const scenario::RateProfile& scenario);

// What to follow, and whether it goes on as if it had been followed from the beginning.
struct EffectiveRate {
  scenario::RateProfile profile;
  bool of_scenario = true;
};
[[nodiscard]] EffectiveRate effective_rate(const LiveSettings& settings, const scenario::RateProfile& scenario);

// "paused", "2000/s", "the scenario's rate".
[[nodiscard]] std::string describe(const LiveSettings& settings);

// "500/s", or "schedule" where it changes.
[[nodiscard]] std::string rate_of(const scenario::RateProfile& profile);

}  // namespace spate::run
