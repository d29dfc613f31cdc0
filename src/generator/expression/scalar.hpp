// A scalar of the user's tree, cut into what it says: an expression, text with expressions in it, or a constant.
#pragma once

#include <string>
#include <vector>

#include "generator/expression/expression.hpp"
#include "generator/value/operand.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::generator {

struct ScalarPart {
  std::string text;                    // literal text, where there is no expression
  std::vector<Expression> expression;  // one or none
  std::string spec;                    // behind the colon
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

// A cell of a table whose rows are written out: a constant.
[[nodiscard]] Operand cell_constant(const scenario::Node& node);

// A number of JSON's grammar, its digits kept. Throws where it is out of range.
[[nodiscard]] Operand number_cell(const std::string& text);

// A constant at another scale or as a float; its kind must be convertible.
[[nodiscard]] Operand constant_as(const Operand& constant, const Type& type);

}  // namespace spate::generator
