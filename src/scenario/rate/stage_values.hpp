// Values of a schedule as nodes of the file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenario/model/rate.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {

[[nodiscard]] Node rate_value(const Rate& rate);
[[nodiscard]] Node duration_value(Duration duration);  // "forever" for kNever
[[nodiscard]] Node curve_value(Curve curve);
[[nodiscard]] Node time_of_day_value(Duration since_midnight);
[[nodiscard]] Node map_of(const std::vector<std::pair<std::string, Node>>& members);

}  // namespace spate::scenario
