// Comparisons. null equals only null and has no order.
#pragma once

#include "generator/compile/arithmetic.hpp"
#include "generator/machine/ops_compare.hpp"

namespace spate::generator {

[[nodiscard]] Operand compare(Emitter& code, Comparison comparison, const Located& a, const Located& b);

}  // namespace spate::generator
