// Operations that add an array item in register a to an aggregate in register `to`.
#pragma once

#include "generator/machine/machine.hpp"
#include "generator/value/type.hpp"

namespace spate::generator {

// Aggregates of the items of an array.
enum class Aggregate { sum, min, max, count };

[[nodiscard]] OpFunction accumulation(Aggregate what, const Type& type) noexcept;

}  // namespace spate::generator
