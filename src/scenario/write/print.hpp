// A scenario as a tree of the language.
#pragma once

#include <string>

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// With all defaults. Secrets are masked.
[[nodiscard]] Node scenario_node(const Scenario& scenario);

// As YAML (`check --print`).
[[nodiscard]] std::string print_scenario(const Scenario& scenario);

}  // namespace spate::scenario
