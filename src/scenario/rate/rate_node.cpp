#include "scenario/rate/rate_node.hpp"

#include <fmt/format.h>

#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"
#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

Node window_node(const Window& window) {
  const auto between = format_time_of_day(window.from) + "-" + format_time_of_day(window.to);
  return map_of({{"days", text_node(format_days(window.days))},
                 {"between", text_node(between)},
                 {"factor", plain_node(format_factor(window.factor))}});
}

}  // namespace

Node rate_node(const RateProfile& profile) {
  if (const auto& recorded = profile.recorded) {
    Node inside = map_of({{"timestamp", recorded->timestamp}});
    if (!recorded->format.missing()) put(inside, "format", recorded->format);
    put(inside, "speed", plain_node(format_factor(profile.scale)));
    return map_of({{"recorded", std::move(inside)}});
  }
  if (const auto rate = constant_rate(profile)) return rate_value(*rate);
  std::vector<Node> stages;
  for (const auto& stage : profile.stages)
    stages.push_back(std::visit([](const auto& shape) { return shape_node(shape); }, stage));
  Node schedule = map_of({{"stages", list_node(std::move(stages))}});
  if (profile.repeat == kRepeatForever)
    put(schedule, "repeat", plain_node("forever"));
  else if (profile.repeat > 1)
    put(schedule, "repeat", plain_node(fmt::format("{}", profile.repeat)));
  std::vector<Node> windows;
  for (const Window& window : profile.windows) windows.push_back(window_node(window));
  if (!windows.empty()) put(schedule, "windows", list_node(std::move(windows)));
  return schedule;
}

}  // namespace spate::scenario
