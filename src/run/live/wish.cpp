#include "run/live/wish.hpp"

#include <fmt/format.h>

#include <utility>

namespace spate {
namespace {

ReadWish wrong(std::string problem) { return {.value = {}, .problem = std::move(problem), .conflict = false}; }

bool takes_rate(const ControlAction& action) { return action.verb == "rate" || action.verb == "burst"; }

std::string missing(const ControlAction& action) {
  if (takes_rate(action) && !action.rate)
    return fmt::format("{} needs a rate, such as {{\"rate\": \"500/s\"}} or \"2x\"", action.verb);
  if (!takes_rate(action) && action.rate) return fmt::format("{} takes no rate", action.verb);
  if (action.verb == "burst" && !action.lasts) return "a burst has an end: say for how long, such as \"for\": \"10s\"";
  return {};
}

}  // namespace

ReadWish read_wish(const ControlAction& action, const Course& now, const RateProfile& scenario) {
  if (auto problem = missing(action); !problem.empty()) return wrong(std::move(problem));
  Wish wish{.course = now, .lasts = {}};
  if (action.lasts) {
    const auto lasts = parse_duration(*action.lasts);
    if (!lasts.value) return wrong(fmt::format("for: {}", lasts.problem));
    if (*lasts.value == 0) return wrong("for: 0 is no time at all");
    wish.lasts = lasts.value;
  }
  if (action.verb == "pause") wish.course.paused = true;
  if (action.verb == "resume") wish.course.paused = false;
  if (action.verb == "burst" && now.paused)
    return {.value = {}, .problem = "the stream is paused: resume it first", .conflict = true};
  if (takes_rate(action)) {
    auto changed = with_rate(std::move(wish.course), *action.rate, scenario);
    if (!changed.value) return wrong(fmt::format("rate: {}", changed.problem));
    wish.course = *std::move(changed.value);
  }
  return {.value = std::move(wish), .problem = {}, .conflict = false};
}

}  // namespace spate
