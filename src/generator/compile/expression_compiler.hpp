// Compiles the expressions of one record: names, operators and calls.
#pragma once

#include "generator/expression/expression.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

struct RecordParts;

// Throws ExpressionError if an expression is invalid.
class ExpressionCompiler {
 public:
  explicit ExpressionCompiler(RecordParts& record) : record_(record) {}

  [[nodiscard]] Operand compile(const Expression& expression);

 private:
  [[nodiscard]] Emitter& code() const noexcept;
  [[nodiscard]] Operand name(const Expression& expression);
  [[nodiscard]] Operand member(const Expression& expression);
  [[nodiscard]] Operand call(const Expression& expression);
  [[nodiscard]] Operand negate(const Expression& expression);
  [[nodiscard]] Operand binary(const Expression& expression);
  [[nodiscard]] Operand condition(const Expression& expression);
  [[nodiscard]] Operand logical(const Expression& expression);
  [[nodiscard]] Operand logical_not(const Expression& expression);

  RecordParts& record_;
};

}  // namespace spate::generator
