// Keys, reader and writer of each shape of a stage. Defined for each alternative of Stage in NAME.cpp.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/key_specs.hpp"
#include "scenario/rate/stage_section.hpp"

namespace spate::scenario {

// Its key in a stage, and the keys of its map.
template <class Shape>
[[nodiscard]] std::vector<KeySpec> shape_keys();

// Returns nullopt, and reports it, if the shape is invalid.
template <class Shape>
[[nodiscard]] std::optional<Shape> read_shape(const StageSection& stage);

// The stage as a node of the file.
template <class Shape>
[[nodiscard]] Node shape_node(const Shape& shape);

}  // namespace spate::scenario
