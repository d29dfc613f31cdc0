// A scalar of the scenario: an expression, text with expressions, or a constant.
#pragma once

#include <string>
#include <vector>

#include "generator/expression/expression.hpp"
#include "generator/value/operand.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::generator {

struct ScalarPart {
  std::string text;                    // literal; empty if there is an expression
  std::vector<Expression> expression;  // at most one
  std::string spec;                    // format after the colon
  std::size_t offset = 0;              // of the spec
};

struct Scalar {
  enum class Kind { expression, text, constant };
  Kind kind = Kind::constant;
  std::vector<ScalarPart> parts;  // expression: one; text: in order
  Operand constant;
};

// Throws ExpressionError, offsets within the node's text.
[[nodiscard]] Scalar read_scalar(const scenario::Node& node);

// The constant in a cell of a table with rows. Throws ExpressionError.
[[nodiscard]] Operand cell_constant(const scenario::Node& node);

// A JSON number; keeps its digits as written. Throws ExpressionError if it is out of range.
[[nodiscard]] Operand number_cell(const std::string& text);

// Converts a constant to another scale or to a float. Its kind must be convertible.
[[nodiscard]] Operand constant_as(const Operand& constant, const Type& type);

}  // namespace spate::generator
