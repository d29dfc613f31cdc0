// The scenario as spate understood it, as a tree of the language.
#pragma once

#include "scenario/node.hpp"
#include "scenario/scenario.hpp"

namespace spate {

// Everything has its default filled in; what is secret is masked.
[[nodiscard]] Node scenario_node(const Scenario& scenario);

}  // namespace spate
