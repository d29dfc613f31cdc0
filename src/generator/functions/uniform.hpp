// A uniform draw of exact numbers, up to all that fit 64 bits, shared by int() and decimal().
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

// Both of one scale. Throws where the range may be empty.
[[nodiscard]] Operand uniform(Call& call, const Operand& min, const Operand& max);

}  // namespace spate::generator::functions
