#include "generator/compile/choice.hpp"

#include <algorithm>

#include "generator/expression/scalar.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/value/common_type.hpp"

namespace spate::generator {
namespace {

// Whether the expression is a literal, including a negated one, which compiles to a constant.
bool literal(const Expression& expression) {
  switch (expression.kind) {
    case Expression::Kind::exact:
    case Expression::Kind::real:
    case Expression::Kind::text:
    case Expression::Kind::boolean:
    case Expression::Kind::null:
      return true;
    case Expression::Kind::negate:
      return literal(expression.arguments[0].value);
    default:
      return false;
  }
}

Operand choose_constant(Call& call, Register which, const std::vector<const Expression*>& alternatives) {
  CompiledTable table;
  table.rows = alternatives.size();
  auto& column = table.columns.emplace_back();
  for (const auto* alternative : alternatives) column.cells.push_back(call.compile(*alternative));
  column.type = common_type(column.cells, alternatives[0]->offset);
  for (auto& cell : column.cells)
    if (!cell.is_null()) cell = constant_as(cell, column.type);
  return Operand::cell(call.record.tables.keep(std::move(table)), 0, which);
}

// An entry of Walker's table (Vose 1991): keeps its index if the fraction is at most the threshold.
struct Alias {
  std::uint64_t threshold;
  std::int64_t other;
};

OpResult run_draw_weighted(Machine& machine, const Op* op, char* out) noexcept {
  __extension__ using Product = unsigned __int128;
  // One draw gives both: the index in the upper half, a uniform fraction in the lower half.
  const Product product = static_cast<Product>(machine.draw(op)) * static_cast<std::uint64_t>(op->y);
  const auto number = static_cast<std::int64_t>(product >> 64U);
  const auto& alias = static_cast<const Alias*>(op->data)[number];
  machine[op->to].number = static_cast<std::uint64_t>(product) <= alias.threshold ? number : alias.other;
  return continue_with(machine, op + 1, out);
}

std::vector<Alias> alias_table(const std::vector<double>& shares) {
  const auto count = shares.size();
  std::vector<Alias> table(count);
  std::vector<double> scaled;
  std::vector<std::size_t> small;
  std::vector<std::size_t> large;
  for (std::size_t n = 0; n < count; ++n) {
    scaled.push_back(shares[n] * static_cast<double>(count));
    table[n] = {~std::uint64_t{0}, static_cast<std::int64_t>(n)};
    (scaled[n] < 1 ? small : large).push_back(n);
  }
  while (!small.empty() && !large.empty()) {
    const auto poor = small.back();
    const auto rich = large.back();
    small.pop_back();
    table[poor] = {static_cast<std::uint64_t>(std::min(scaled[poor], 1 - 0x1p-53) * 0x1p64),
                   static_cast<std::int64_t>(rich)};
    scaled[rich] -= 1 - scaled[poor];
    if (scaled[rich] >= 1) continue;
    large.pop_back();
    small.push_back(rich);
  }
  return table;
}

}  // namespace

Operand choose(Call& call, Register which, const std::vector<const Expression*>& alternatives) {
  if (std::all_of(alternatives.begin(), alternatives.end(), [](const auto* each) { return literal(*each); })) {
    return choose_constant(call, which, alternatives);
  }
  auto& code = call.code();
  // A separate branch computes each alternative. The conversions to the common type follow when all types are known.
  std::vector<Operand> values;
  std::vector<Label> conversions;
  for (std::size_t n = 0; n < alternatives.size(); ++n) {
    const auto next = code.label();
    if (n + 1 < alternatives.size()) {
      auto& test = code.branch(run_jump_unless_equal, next);
      test.a = which;
      test.x = static_cast<std::int64_t>(n);
    }
    values.push_back(call.compile(*alternatives[n]));
    conversions.push_back(code.label());
    code.branch(run_jump, conversions.back());
    code.bind(next);
  }
  const auto type = common_type(values, alternatives[0]->offset);
  const auto to = code.reg();
  const auto end = code.label();
  for (std::size_t n = 0; n < values.size(); ++n) {
    code.bind(conversions[n]);
    assign(code, to, values[n], type);
    if (n + 1 < values.size()) code.branch(run_jump, end);
  }
  code.bind(end);
  return type.is(Type::Kind::null) ? Operand::none() : Operand::stored(type, to);
}

std::uint64_t draws_below(const Decimal& share) noexcept {
  __extension__ using Product = unsigned __int128;
  const auto whole = static_cast<Product>(power_of_ten(share.scale));
  const auto number = static_cast<Product>(share.number);
  return number >= whole ? ~std::uint64_t{0} : static_cast<std::uint64_t>((number << 64U) / whole);
}

Register draw_weighted(Call& call, const std::vector<Decimal>& weights) {
  std::vector<double> shares;
  double sum = 0;
  for (const auto& weight : weights) {
    shares.push_back(static_cast<double>(weight.number) / static_cast<double>(power_of_ten(weight.scale)));
    sum += shares.back();
  }
  if (sum <= 0) call.fail(call.offset(), "all weights are 0: raise one");
  for (auto& share : shares) share /= sum;
  Register to = 0;
  auto& op = call.add(run_draw_weighted, to);
  op.y = static_cast<std::int64_t>(weights.size());
  op.z = call.site();
  op.data = call.code().pool().array(alias_table(shares));
  return to;
}

}  // namespace spate::generator
