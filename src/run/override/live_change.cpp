#include "run/override/live_change.hpp"

#include <fmt/format.h>

#include <utility>

namespace spate::run {
namespace {

LiveChangeResult rejected(std::string problem) {
  return {.value = {}, .problem = std::move(problem), .conflict = false};
}

bool takes_rate(const http::ControlAction& action) { return action.verb == "rate" || action.verb == "burst"; }

std::string missing(const http::ControlAction& action) {
  if (takes_rate(action) && !action.rate)
    return fmt::format("{} needs a rate: set \"rate\", such as \"500/s\" or \"2x\"", action.verb);
  if (!takes_rate(action) && action.rate) return fmt::format("{} has no rate: remove \"rate\"", action.verb);
  if (action.verb == "burst" && !action.duration) return "burst needs a duration: set \"for\", such as \"10s\"";
  return {};
}

}  // namespace

LiveChangeResult resolve_change(const http::ControlAction& action, const LiveSettings& now,
                                const scenario::RateProfile& scenario) {
  if (auto problem = missing(action); !problem.empty()) return rejected(std::move(problem));
  LiveChange change{.settings = now, .duration = {}};
  if (action.duration) {
    const auto duration = scenario::parse_duration(*action.duration);
    if (!duration.value) return rejected(fmt::format("for: {}", duration.problem));
    if (*duration.value == Duration{}) return rejected("for: the duration must be greater than 0");
    change.duration = duration.value;
  }
  if (action.verb == "pause") change.settings.paused = true;
  if (action.verb == "resume") change.settings.paused = false;
  if (action.verb == "burst" && now.paused)
    return {.value = {}, .problem = "the stream is paused: resume it first", .conflict = true};
  if (takes_rate(action)) {
    auto changed = with_rate(std::move(change.settings), *action.rate, scenario);
    if (!changed.value) return rejected(fmt::format("rate: {}", changed.problem));
    change.settings = *std::move(changed.value);
  }
  return {.value = std::move(change), .problem = {}, .conflict = false};
}

}  // namespace spate::run
