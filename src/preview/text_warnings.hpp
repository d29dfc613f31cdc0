// Warnings about text in records that looks like an expression of another tool, or like one without its "=".
#pragma once

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::preview {

// Each generator once, each with its place.
void warn_of_text(const scenario::Scenario& scenario, scenario::Diagnostics& warnings);

}  // namespace spate::preview
