// The shapes of a stage in the file: keys, reading and writing of each. Defined for each alternative of Stage in
// NAME.cpp.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/key_specs.hpp"
#include "scenario/rate/stage_section.hpp"

namespace spate::scenario {

// Its key in a stage, and those of the map under it.
template <class Shape>
[[nodiscard]] std::vector<KeySpec> shape_keys();

// Reports every problem; nothing when there was one.
template <class Shape>
[[nodiscard]] std::optional<Shape> read_shape(const StageSection& stage);

// The stage as a user writes it.
template <class Shape>
[[nodiscard]] Node shape_node(const Shape& shape);

}  // namespace spate::scenario
