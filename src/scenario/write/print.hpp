// The scenario as spate understood it, as a tree of the language.
#pragma once

#include <string>

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Everything has its default filled in; what is secret is masked.
[[nodiscard]] Node scenario_node(const Scenario& scenario);

// The same as YAML (`check --print`).
[[nodiscard]] std::string print_scenario(const Scenario& scenario);

}  // namespace spate::scenario
