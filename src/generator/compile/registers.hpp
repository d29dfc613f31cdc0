// Operands in registers: stored, at other scales, and of one type.
#pragma once

#include "generator/compile/emitter.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

// The register that holds the operand's value, whatever its source. A cell or a constant is loaded once per use.
[[nodiscard]] Register store(Emitter& code, const Operand& operand);
// The operand as `type` says (scale, float); its kind must be convertible.
[[nodiscard]] Operand convert(Emitter& code, const Operand& operand, const Type& type);
// Puts the operand, converted to `type`, into a register of several alternatives.
void assign(Emitter& code, Register to, const Operand& operand, const Type& type);
// A new operation whose result is a new register of this type.
[[nodiscard]] Operand exact_result(Emitter& code, OpFunction run, const Type& type);

}  // namespace spate::generator
