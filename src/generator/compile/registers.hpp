// Loads operands into registers and converts them.
#pragma once

#include "generator/compile/emitter.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

// Puts the operand into a register, unless it is in one. A cell or a constant is loaded once per use.
[[nodiscard]] Register store(Emitter& code, const Operand& operand);
// Converts the operand to the scale of `type`, or to float. Its kind must be convertible.
[[nodiscard]] Operand convert(Emitter& code, const Operand& operand, const Type& type);
// Puts the operand, converted to `type`, into the register `to`, which alternatives share.
void assign(Emitter& code, Register to, const Operand& operand, const Type& type);
// Adds an operation with a new result register of this type.
[[nodiscard]] Operand exact_result(Emitter& code, OpFunction run, const Type& type);

}  // namespace spate::generator
