// A scalar of the record as an operand: a constant, an expression, or text made of both.
#include "generator/expression/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "generator/compile/compiler.hpp"
#include "generator/machine/format_spec.hpp"
#include "generator/value/escape.hpp"
#include "generator/value/number.hpp"

namespace spate {
namespace {

// A piece of text: literal, or a value and how to print it.
struct Piece {
  std::string literal;
  std::optional<Operand> value;
  FormatSpec spec;
};

std::size_t most_bytes(const Operand& operand) {
  if (operand.constant()) return plain_text(operand).size();
  const auto size = operand.type.is(Type::Kind::text) ? operand.type.most_bytes : most_digits(operand.type);
  return operand.type.nullable ? std::max<std::size_t>(size, 4) : size;
}

Type type_of(const std::vector<Piece>& pieces) {
  auto type = Type::text(0, true, true);
  std::size_t most = 0;
  for (const auto& piece : pieces) {
    if (piece.value) {
      most += std::max(most_bytes(*piece.value), piece.spec.most_bytes());
      const auto& its = piece.value->type;
      if (!its.is(Type::Kind::text)) continue;
      type.json_plain = type.json_plain && its.json_plain && piece.spec.json_plain();
      type.csv_plain = type.csv_plain && its.csv_plain && piece.spec.csv_plain();
    } else {
      most += piece.literal.size();
      type.json_plain = type.json_plain && json_plain(piece.literal);
      type.csv_plain = type.csv_plain && csv_plain(piece.literal);
    }
  }
  type.most_bytes = static_cast<std::uint32_t>(most);
  return type;
}

}  // namespace

Operand Compiler::text_of(const Scalar& scalar) {
  std::vector<Piece> pieces;
  for (const auto& part : scalar.parts) {
    if (part.expression.empty()) {
      if (!part.text.empty()) pieces.push_back({part.text, std::nullopt, {}});
      continue;
    }
    auto value = compile(part.expression[0]);
    if (value.type.is(Type::Kind::unknown)) throw ExpressionError(part.offset, "");
    if (value.type.is(Type::Kind::row)) {
      throw ExpressionError(part.expression[0].offset, row_is_no_value(*value.type.table));
    }
    auto spec = FormatSpec::read(part.spec, value.type, part.offset + 1);
    if (!value.constant() && value.source == Operand::Source::stored) {
      // keeps its register
    } else if (!spec.empty()) {
      value = Operand::stored(value.type, store(*code_, value));
    }
    pieces.push_back({"", std::move(value), spec});
  }
  const bool settled =
      std::all_of(pieces.begin(), pieces.end(), [](const Piece& one) { return !one.value || one.value->drawn(); });
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
  text.settled = settled;
  return text;
}

Operand Compiler::scalar(const Node& node, const std::string& path) { return scalar(node, path, for_messages(path)); }

Operand Compiler::scalar(const Node& node, const std::string& path, const std::string& whole) {
  const auto before = std::exchange(at_, {&node, path, 0});
  code_->field(whole);
  Operand operand;
  try {
    if (node.missing()) throw ExpressionError(0, "");  // reported when the file was read
    const auto read = read_scalar(node);
    if (read.kind == Scalar::Kind::constant) operand = read.constant;
    if (read.kind == Scalar::Kind::expression) operand = compile(read.parts[0].expression[0]);
    if (read.kind == Scalar::Kind::text) operand = text_of(read);
  } catch (const ExpressionError& error) {
    report(node, whole, error);
    operand = {};
    operand.source = Operand::Source::stored;
  }
  at_ = before;
  return operand;
}

void Compiler::report(const Node& node, const std::string& whole, const ExpressionError& error) {
  const std::string text = error.what();
  if (text.empty()) {
    shared_.reported_elsewhere = true;
    return;
  }
  auto place = node.place;
  const bool one_line = node.kind == Node::Kind::scalar && node.text.find('\n') == std::string::npos;
  if (one_line && place.line > 0) place.column += static_cast<int>(error.offset) + (node.quoted ? 1 : 0);
  problems_.report(place, whole, text);
}

}  // namespace spate
