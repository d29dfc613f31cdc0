// What a scenario may say and its author hardly means: found without a broker, each with its place.
#pragma once

#include <string>
#include <vector>

#include "run/prepare/prepare.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::preview {

// `wall`: what the scenario's clock shows at T = 0. Makes the first records of each stream to see what is in them.
[[nodiscard]] scenario::Diagnostics scenario_warnings(const run::PreparedScenario& prepared, WallTime wall);

// As they are printed, a line each.
[[nodiscard]] std::vector<std::string> lines_of(const scenario::Diagnostics& warnings);

}  // namespace spate::preview
