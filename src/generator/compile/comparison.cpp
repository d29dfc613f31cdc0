#include "generator/compile/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "generator/compile/registers.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"
#include "generator/value/table.hpp"
#include "scenario/text/suggestion.hpp"
#include "scenario/text/units.hpp"

namespace spate::generator {
namespace {

Operand is_null(Emitter& code, Comparison comparison, const Located& a) {
  if (comparison != Comparison::equal && comparison != Comparison::unequal) {
    throw ExpressionError(a.offset, "null has no order: compare it with == or !=");
  }
  const bool equal = comparison == Comparison::equal;
  if (!a.operand.type.nullable || a.operand.is_null()) return Operand::boolean(a.operand.is_null() == equal);
  const auto from = store(code, a.operand);
  auto result = exact_result(code, run_is_null, Type::boolean());
  auto& op = *code.last(run_is_null);
  op.a = from;
  op.x = equal ? 0 : 1;
  return result;
}

// Rejects comparing a state with a text that is not the name of a state.
void check_state(const Located& state, const Located& name) {
  const auto* table = state.operand.table;
  if (table == nullptr || !table->states || !name.operand.is_constant() || !name.operand.type.is(Type::Kind::text))
    return;
  std::vector<std::string_view> names;
  for (const auto& cell : table->columns[0].cells) names.push_back(cell.text);
  if (std::find(names.begin(), names.end(), name.operand.text) != names.end()) return;
  const auto hint = scenario::did_you_mean(name.operand.text, names);
  throw ExpressionError(name.offset,
                        fmt::format("unknown state {}{}", scenario::quote_value(name.operand.text),
                                    hint.empty() ? fmt::format(": use one of {}", fmt::join(names, ", ")) : hint));
}

std::string not_comparable(const Type& a, const Type& b) {
  return fmt::format("{} cannot be compared with {}: use values of one type", describe(a), describe(b));
}

// Neither operand is null.
Operand compare_values(Emitter& code, Comparison comparison, Operand a, Operand b, std::size_t offset) {
  OpFunction run = compare_text(comparison);
  std::int64_t x = 1;
  std::int64_t y = 1;
  if (a.type.is(Type::Kind::real) != b.type.is(Type::Kind::real) || a.type.is(Type::Kind::real)) {
    if (!a.type.is_number() || !b.type.is_number()) throw ExpressionError(offset, not_comparable(a.type, b.type));
    a = convert(code, a, Type::real());
    b = convert(code, b, Type::real());
    run = compare_real(comparison);
  } else if (a.type.kind != b.type.kind || a.type.is(Type::Kind::row)) {
    throw ExpressionError(offset, not_comparable(a.type, b.type));
  } else if (!a.type.is(Type::Kind::text)) {
    const int scale = std::max(a.type.scale, b.type.scale);
    x = static_cast<std::int64_t>(power_of_ten(scale - a.type.scale));
    y = static_cast<std::int64_t>(power_of_ten(scale - b.type.scale));
    run = compare_exact(comparison);
  }
  const auto from_a = store(code, a);
  const auto from_b = store(code, b);
  const auto to = code.reg();
  auto& op = code.add(run);
  op.a = from_a;
  op.b = from_b;
  op.to = to;
  op.x = x;
  op.y = y;
  return Operand::stored(Type::boolean(), to);
}

}  // namespace

Operand compare(Emitter& code, Comparison comparison, const Located& a, const Located& b) {
  for (const auto* side : {&a, &b})
    if (side->operand.type.is(Type::Kind::unknown)) throw ExpressionError(side->offset, "");
  if (comparison == Comparison::equal || comparison == Comparison::unequal) {
    check_state(a, b);
    check_state(b, a);
  }
  if (a.operand.is_null()) return is_null(code, comparison, b);
  if (b.operand.is_null()) return is_null(code, comparison, a);
  if (!a.operand.type.nullable && !b.operand.type.nullable) {
    return compare_values(code, comparison, a.operand, b.operand, a.offset);
  }
  const auto to = code.reg();
  const auto end = code.label();
  auto& before = code.add(run_set_number);
  before.to = to;
  before.x = comparison == Comparison::unequal ? 1 : 0;
  std::array<Operand, 2> sides{a.operand, b.operand};
  for (auto& side : sides) {
    if (!side.type.nullable) continue;
    auto type = side.type;
    type.nullable = false;
    side = Operand::stored(type, store(code, side));
    code.branch(run_jump_if_null, end).a = side.at;
  }
  assign(code, to, compare_values(code, comparison, sides[0], sides[1], a.offset), Type::boolean());
  code.bind(end);
  return Operand::stored(Type::boolean(), to);
}

}  // namespace spate::generator
