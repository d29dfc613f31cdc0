// Documentation of the functions and presets: outputs of the examples, and the reference page.
#pragma once

#include <string>

#include "generator/compile/function.hpp"

namespace spate::generator {

// The output of a function's example for seed 1, as three items of an array; one value if all three are equal.
// now() is 2026-11-23T18:13:35.441209, read as local time in UTC.
[[nodiscard]] std::string example_output(const Function& function);

// Returns the page with new text between its markers: <!-- functions -->, <!-- tables --> or <!-- presets -->, each up
// to <!-- end -->.
[[nodiscard]] std::string with_generator_reference(const std::string& page);

}  // namespace spate::generator
