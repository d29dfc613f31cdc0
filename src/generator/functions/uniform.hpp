// A uniform draw of exact 64-bit numbers. Shared by int() and decimal().
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

// Both bounds have one scale. Throws ExpressionError if min may be above max.
[[nodiscard]] Operand uniform(Call& call, const Operand& min, const Operand& max);

}  // namespace spate::generator::functions
