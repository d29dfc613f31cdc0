// Tells a JSON value that was printed over several lines from lines that are no JSON.
#pragma once

#include <cstdint>

#include "generator/input/input_file.hpp"

namespace spate::generator {

// The value that begins at `offset` is an object or an array whose closing bracket is on a later line. Reads up to that
// bracket.
[[nodiscard]] bool spans_lines(const InputFile& file, std::uint64_t offset);

}  // namespace spate::generator
