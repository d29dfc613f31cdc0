// The functions and the presets as people read them: examples with what they give, and the page made of them.
#pragma once

#include <string>

#include "generator/compile/function.hpp"

namespace spate::generator {

// What a function's example gives, three times over: in a record made with seed 1, as three items of an array. One
// value where all are the same. "now()" stands at 2026-11-23T18:13:35.441209, taken as local time in UTC.
[[nodiscard]] std::string example_output(const Function& function);

// The page with what stands between its markers, <!-- functions --> and <!-- presets --> up to <!-- end -->, written
// anew.
[[nodiscard]] std::string with_generator_reference(const std::string& page);

}  // namespace spate::generator
