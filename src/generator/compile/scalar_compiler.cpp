#include "generator/compile/scalar_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "generator/compile/expression_compiler.hpp"
#include "generator/compile/registers.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/format_spec.hpp"
#include "generator/value/escape.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

// A piece of text: a literal, or a value and its format.
struct Piece {
  std::string literal;
  std::optional<Operand> value;
  FormatSpec spec;
};

std::size_t max_bytes(const Operand& operand) {
  if (operand.is_constant()) return plain_text(operand).size();
  const auto size = operand.type.is(Type::Kind::text) ? operand.type.max_bytes : max_digits(operand.type);
  return operand.type.nullable ? std::max<std::size_t>(size, 4) : size;
}

Type type_of(const std::vector<Piece>& pieces) {
  auto type = Type::text(0, true, true);
  std::size_t max = 0;
  for (const auto& piece : pieces) {
    if (piece.value) {
      max += std::max(max_bytes(*piece.value), piece.spec.max_bytes());
      const auto& part = piece.value->type;
      if (!part.is(Type::Kind::text)) continue;
      type.json_plain = type.json_plain && part.json_plain && piece.spec.json_plain();
      type.csv_plain = type.csv_plain && part.csv_plain && piece.spec.csv_plain();
    } else {
      max += piece.literal.size();
      type.json_plain = type.json_plain && json_plain(piece.literal);
      type.csv_plain = type.csv_plain && csv_plain(piece.literal);
    }
  }
  type.max_bytes = static_cast<std::uint32_t>(max);
  return type;
}

}  // namespace

Operand ScalarCompiler::text_of(const Scalar& scalar) {
  std::vector<Piece> pieces;
  for (const auto& part : scalar.parts) {
    if (part.expression.empty()) {
      if (!part.text.empty()) pieces.push_back({part.text, std::nullopt, {}});
      continue;
    }
    auto value = expressions_.compile(part.expression[0]);
    if (value.type.is(Type::Kind::unknown)) throw ExpressionError(part.offset, "");
    if (value.type.is(Type::Kind::row)) {
      throw ExpressionError(part.expression[0].offset, row_used_as_value(*value.type.table));
    }
    auto spec = FormatSpec::read(part.spec, value.type, part.offset + 1);
    if (!value.is_constant() && value.source == Operand::Source::stored) {
      // already in a register
    } else if (!spec.empty()) {
      value = Operand::stored(value.type, store(context_.code(), value));
    }
    pieces.push_back({"", std::move(value), spec});
  }
  const bool draws = std::any_of(pieces.begin(), pieces.end(),
                                 [](const Piece& piece) { return piece.value && piece.value->makes_draws(); });
  auto text = Operand::made(type_of(pieces), [pieces](Emitter& code, Escape escape) {
    for (const auto& piece : pieces) {
      if (!piece.value) {
        code.literal(escaped(piece.literal, escape));
      } else if (piece.spec.empty()) {
        write_inside(code, *piece.value, escape);
      } else {
        write_formatted(code, *piece.value, piece.spec, escape);
      }
    }
  });
  text.from_registers = !draws;
  return text;
}

Operand ScalarCompiler::scalar(const scenario::Node& node, const std::string& path) {
  return scalar(node, path, context_.for_messages(path));
}

Operand ScalarCompiler::scalar(const scenario::Node& node, const std::string& path, const std::string& whole) {
  const auto before = std::exchange(context_.at, {&node, path, 0});
  context_.code().field(whole);
  Operand operand;
  try {
    if (node.missing()) throw ExpressionError(0, "");  // reported when the file was read
    const auto read = read_scalar(node);
    if (read.kind == Scalar::Kind::constant) operand = read.constant;
    if (read.kind == Scalar::Kind::expression) operand = expressions_.compile(read.parts[0].expression[0]);
    if (read.kind == Scalar::Kind::text) operand = text_of(read);
  } catch (const ExpressionError& error) {
    report(node, whole, error);
    operand = {};
    operand.source = Operand::Source::stored;
  }
  context_.at = before;
  return operand;
}

std::optional<Operand> ScalarCompiler::envelope_value(const scenario::EnvelopeField& written, const std::string& site) {
  auto operand = scalar(written.node, site, written.path);
  if (operand.type.is(Type::Kind::unknown)) return std::nullopt;
  if (operand.type.is(Type::Kind::row)) {
    context_.problems().report(written.node.place, written.path, row_used_as_value(*operand.type.table));
    return std::nullopt;
  }
  return operand;
}

void ScalarCompiler::report(const scenario::Node& node, const std::string& whole, const ExpressionError& error) const {
  const std::string text = error.what();
  if (text.empty()) {
    context_.compilation.reported_elsewhere = true;
    return;
  }
  auto place = node.place;
  const bool one_line = node.kind == scenario::Node::Kind::scalar && node.text.find('\n') == std::string::npos;
  if (one_line && place.line > 0) place.column += static_cast<int>(error.offset) + (node.quoted ? 1 : 0);
  context_.problems().report(place, whole, text);
}

}  // namespace spate::generator
