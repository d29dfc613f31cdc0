// Comparisons, and, or, not. null equals only null, is in no order, and counts as false.
#pragma once

#include "generator/compile/arithmetic.hpp"
#include "generator/machine/ops_compare.hpp"

namespace spate {

[[nodiscard]] Operand compare(Compiler& compiler, Comparison comparison, const Located& a, const Located& b);
// The right side of and, or is looked at only where the left does not decide.
[[nodiscard]] Operand logical(Compiler& compiler, const Expression& expression);
[[nodiscard]] Operand logical_not(Compiler& compiler, const Expression& expression);

}  // namespace spate
