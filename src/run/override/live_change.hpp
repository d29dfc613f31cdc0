// A valid change of a running stream, resolved from a request of the control API.
#pragma once

#include <optional>
#include <string>

#include "http/control/control.hpp"
#include "run/override/live_settings.hpp"

namespace spate::run {

struct LiveChange {
  LiveSettings settings;
  std::optional<Duration> duration;  // absent: permanent
};

struct LiveChangeResult {
  std::optional<LiveChange> value;
  std::string problem;
  bool conflict = false;  // valid request, rejected in the current state
};

// Resolves pause, resume, rate and burst; burst requires a duration. `now`: the current settings of the stream.
[[nodiscard]] LiveChangeResult resolve_change(const http::ControlAction& action, const LiveSettings& now,
                                              const scenario::RateProfile& scenario);

}  // namespace spate::run
