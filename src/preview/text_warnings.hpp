// Warnings about text in records that looks like a template of another tool, or like an expression without its "=".
#pragma once

#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::preview {

// Reports each generator once, even if several streams use it.
void warn_about_text(const scenario::Scenario& scenario, scenario::Diagnostics& warnings);

}  // namespace spate::preview
