// + - * / % on operands: one scale where it is needed, ranges carried along, overflow proven, ruled out or checked.
#pragma once

#include "generator/compile/emitter.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

// An operand and where it stands, for messages.
struct Located {
  Operand operand;
  std::size_t offset;
};

// All throw ExpressionError for what is no number, and where the result can never be given. null gives null.
[[nodiscard]] Operand add(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand subtract(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand multiply(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand divide(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand modulo(Emitter& code, const Located& a, const Located& b);

// Cuts a range that may overflow to 64 bits; throws where all of it does.
[[nodiscard]] Type within_64_bits(Type type, std::size_t offset);

}  // namespace spate::generator
