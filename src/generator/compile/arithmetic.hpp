// + - * / % on operands. Brings operands to one scale if needed and derives the range of the result, which decides
// whether overflow is checked at run time.
#pragma once

#include "generator/compile/emitter.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

// An operand and its offset in the expression, for messages.
struct Located {
  Operand operand;
  std::size_t offset;
};

// Throw ExpressionError if an operand is not a number, or if the result is never valid. A null operand gives null.
[[nodiscard]] Operand add(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand subtract(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand multiply(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand divide(Emitter& code, const Located& a, const Located& b);
[[nodiscard]] Operand modulo(Emitter& code, const Located& a, const Located& b);

// Limits a range to 64 bits. Throws ExpressionError if all of it is outside.
[[nodiscard]] Type within_64_bits(Type type, std::size_t offset);

}  // namespace spate::generator
