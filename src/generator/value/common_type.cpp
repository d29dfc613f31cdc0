#include "generator/value/common_type.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

// The common kind of two values. Throws ExpressionError if there is none.
void widen(Type& type, const Operand& operand, std::size_t offset) {
  const auto& other = operand.type;
  if (other.is(Type::Kind::unknown)) throw ExpressionError(offset, "");
  const bool nullable = type.nullable || other.nullable;
  if (type.is(Type::Kind::unknown) || type.is(Type::Kind::null)) {
    type = other;
  } else if (other.is_number() && type.is_number() && other.kind != type.kind) {
    type = Type::real();
  } else if (!other.is(Type::Kind::null)) {
    if (other.kind != type.kind || other.table != type.table) {
      throw ExpressionError(
          offset, fmt::format("{} and {} cannot be mixed: use values of one type", describe(type), describe(other)));
    }
    const int scale = std::max(type.scale, other.scale);
    const Int128 mine = power_of_ten(scale - type.scale);
    const Int128 its = power_of_ten(scale - other.scale);
    type.min = std::min(type.min * mine, other.min * its);
    type.max = std::max(type.max * mine, other.max * its);
    type.scale = scale;
    type.max_bytes = std::max(type.max_bytes, other.max_bytes);
    type.json_plain = type.json_plain && other.json_plain;
    type.csv_plain = type.csv_plain && other.csv_plain;
  }
  type.nullable = nullable;
}

}  // namespace

Type common_type(const std::vector<Operand>& operands, std::size_t offset) {
  Type type;
  for (const auto& operand : operands) widen(type, operand, offset);
  if (type.is(Type::Kind::exact) && !type.fits()) {
    throw ExpressionError(offset, "the numbers do not fit 64 bits at one scale: use fewer decimal places");
  }
  return type;
}

}  // namespace spate::generator
