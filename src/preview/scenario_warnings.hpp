// Warnings about valid but probably unintended settings, found without a broker.
#pragma once

#include <string>
#include <vector>

#include "run/prepare/prepare.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::preview {

// `wall` is the wall clock at T = 0. Generates the first records of each stream.
[[nodiscard]] scenario::Diagnostics scenario_warnings(const run::PreparedScenario& prepared, WallTime wall);

// The warnings as text, one per line.
[[nodiscard]] std::vector<std::string> warning_lines(const scenario::Diagnostics& warnings);

}  // namespace spate::preview
