// What a request asks of a stream, understood and found possible.
#pragma once

#include <optional>
#include <string>

#include "http/control/control.hpp"
#include "run/override/live_settings.hpp"

namespace spate::run {

struct LiveChange {
  LiveSettings settings;
  std::optional<Duration> duration;  // absent: until something else is asked for
};

struct LiveChangeResult {
  std::optional<LiveChange> value;
  std::string problem;
  bool conflict = false;  // it is well said, but not now
};

// pause, resume; rate RATE; burst RATE for a time, which must be said. `now`: what the stream follows at present.
[[nodiscard]] LiveChangeResult resolve_change(const http::ControlAction& action, const LiveSettings& now,
                                              const scenario::RateProfile& scenario);

}  // namespace spate::run
