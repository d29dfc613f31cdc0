// Detects a JSON value that spans several lines.
#pragma once

#include <cstdint>

#include "generator/input/input_file.hpp"

namespace spate::generator {

// Whether an object or array begins at `offset` and its closing bracket is on a later line. Reads up to that bracket.
[[nodiscard]] bool spans_lines(const InputFile& file, std::uint64_t offset);

}  // namespace spate::generator
