#include "generator/expression/scalar.hpp"

#include <charconv>

#include "base/utf8.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

// Splits text at ${expression:spec}. $$ stands for one dollar sign.
std::vector<ScalarPart> read_text(std::string_view text, std::size_t at) {
  std::vector<ScalarPart> parts(1);
  while (at < text.size()) {
    const auto next = text.substr(at, 2);
    if (next == "$$") {
      parts.back().text += '$';
      at += 2;
    } else if (next == "${") {
      ScalarPart part;
      std::size_t end = 0;
      const auto inside = text.substr(at + 2);
      part.expression.push_back(parse_expression(inside, at + 2, true, end));
      part.offset = at + 2 + end;
      const auto close = text.find('}', part.offset);
      if (close == std::string_view::npos) throw ExpressionError(at, "missing \"}\" of this \"${\"");
      if (text[part.offset] == ':') part.spec = text.substr(part.offset + 1, close - part.offset - 1);
      parts.push_back(std::move(part));
      parts.emplace_back();
      at = close + 1;
    } else {
      parts.back().text += text[at++];
    }
  }
  return parts;
}

Operand number_constant(const std::string& text) {
  if (const auto exact = parse_exact(text)) return Operand::exact(exact->number, exact->scale);
  double real = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), real);
  if (result.ec != std::errc{}) throw ExpressionError(0, "the number is out of range: use at most 1.7e308");
  return Operand::of_real(real);
}

// Sets the constant if the scalar is unquoted and null, true, false or a JSON number.
bool plain_constant(const scenario::Node& node, Scalar& scalar) {
  if (node.quoted) return false;
  if (node.text == "null") {
    scalar.constant = Operand::none();
  } else if (node.text == "true" || node.text == "false") {
    scalar.constant = Operand::boolean(node.text == "true");
  } else if (is_json_number(node.text)) {
    scalar.constant = number_cell(node.text);
  } else {
    return false;
  }
  return true;
}

}  // namespace

Operand number_cell(const std::string& text) {
  auto number = number_constant(text);
  number.text = text;
  return number;
}

Scalar read_scalar(const scenario::Node& node) {
  const std::string_view text = node.text;
  if (const auto invalid = first_invalid_utf8(text))
    throw ExpressionError(*invalid, "invalid UTF-8: save the file as UTF-8");
  Scalar scalar;
  if (plain_constant(node, scalar)) return scalar;
  const bool equals = text.starts_with("==");
  if (text.starts_with('=') && !equals) {
    scalar.kind = Scalar::Kind::expression;
    std::size_t end = 0;
    scalar.parts.emplace_back().expression.push_back(parse_expression(text.substr(1), 1, false, end));
    return scalar;
  }
  scalar.parts = read_text(text, equals ? 1 : 0);
  scalar.kind = scalar.parts.size() == 1 ? Scalar::Kind::constant : Scalar::Kind::text;
  if (scalar.parts.size() == 1) scalar.constant = Operand::of_text(scalar.parts[0].text);
  return scalar;
}

Operand cell_constant(const scenario::Node& node) {
  if (node.kind != scenario::Node::Kind::scalar)
    throw ExpressionError(0, "a cell cannot be a map or a list: use one value");
  auto scalar = read_scalar(node);
  if (scalar.kind != Scalar::Kind::constant) {
    throw ExpressionError(0, "a cell must be a constant: use a table with size for expressions");
  }
  return scalar.constant;
}

Operand constant_as(const Operand& constant, const Type& type) {
  if (constant.type.kind == type.kind && constant.type.scale == type.scale) return constant;
  if (type.is(Type::Kind::real)) {
    return Operand::of_real(static_cast<double>(constant.number) /
                            static_cast<double>(power_of_ten(constant.type.scale)));
  }
  const Int128 number = constant.number * power_of_ten(type.scale - constant.type.scale);
  if (!Type::fits(number))
    throw ExpressionError(0, "the number with its decimal places does not fit 64 bits: use fewer decimal places");
  return Operand::exact(static_cast<std::int64_t>(number), type.scale);
}

}  // namespace spate::generator
