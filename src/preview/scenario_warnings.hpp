// What a scenario may say and its author hardly means: found without a broker, each with its place.
#pragma once

#include <string>
#include <vector>

#include "run/prepare/prepare.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate {

// `wall`: what the scenario's clock shows at T = 0. Makes the first records of each stream to see what is in them.
[[nodiscard]] Diagnostics scenario_warnings(const Prepared& prepared, WallTime wall);

// As they are printed, a line each.
[[nodiscard]] std::vector<std::string> lines_of(const Diagnostics& warnings);

}  // namespace spate
