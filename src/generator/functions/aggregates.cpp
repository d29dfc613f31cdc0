// sum, count, min, max over an array's items; min and max also over their arguments; abs.
#include <algorithm>

#include "generator/functions/functions.hpp"
#include "generator/machine/ops_number.hpp"
#include "generator/value/common_type.hpp"

namespace spate::generator::functions {
namespace {

Operand smaller_or_larger(Call& call, bool largest) {
  const auto what = largest ? Aggregate::max : Aggregate::min;
  if (call.argument_count() == 1) return call.record.aggregates.value_of(call.expression(0), what);
  std::vector<Operand> values;
  for (std::size_t n = 0; n < call.argument_count(); ++n) values.push_back(call.number(n));
  auto type = common_type(values, call.offset());
  const bool real = type.is(Type::Kind::real);
  auto best = convert(call.code(), values[0], type);
  for (std::size_t n = 1; n < values.size(); ++n) {
    const auto value = convert(call.code(), values[n], type);
    const auto a = store(call.code(), best);
    const auto b = store(call.code(), value);
    Register to = 0;
    auto& op = call.add(real ? (largest ? run_max_real : run_min_real) : (largest ? run_max : run_min), to);
    op.a = a;
    op.b = b;
    auto range = real ? Type::real() : value.type;
    range.min = largest ? std::max(best.type.min, value.type.min) : std::min(best.type.min, value.type.min);
    range.max = largest ? std::max(best.type.max, value.type.max) : std::min(best.type.max, value.type.max);
    best = Operand::stored(range, to);
  }
  return best;
}

const std::vector<Parameter> kValues{{"value", {}, "a number, or a field of an array's items such as items.price"},
                                     {"values", Parameter::Need::rest, "more numbers"}};

Operand absolute(Call& call) {
  const auto value = call.number(0);
  const bool real = value.type.is(Type::Kind::real);
  auto type = value.type;
  if (!real) {
    const Int128 size = std::max(type.max, -type.min);
    if (!Type::fits(size)) call.fail(call.offset(), "the result may not fit 64 bits: use smaller values");
    type.min = type.min > 0 ? type.min : type.max < 0 ? -type.max : 0;
    type.max = size;
    if (value.is_constant()) return Operand::exact(static_cast<std::int64_t>(size), type.scale);
  }
  const auto from = store(call.code(), value);
  Register to = 0;
  call.add(real ? run_absolute_real : run_absolute, to).a = from;
  return Operand::stored(type, to);
}

}  // namespace

Function abs() {
  return {.name = "abs",
          .group = "numbers",
          .parameters = {{"x", {}, "a number"}},
          .help = "The absolute value of x.",
          .example = "=abs(-3.50)",
          .compile = absolute};
}

Function min() {
  return {
      .name = "min",
      .group = "numbers",
      .parameters = kValues,
      .help = "The smallest argument, or the smallest value of a field of an array's items (null for an empty array).",
      .example = "=min(int(1, 100), 50)",
      .compile = [](Call& call) { return smaller_or_larger(call, false); }};
}

Function max() {
  return {
      .name = "max",
      .group = "numbers",
      .parameters = kValues,
      .help = "The largest argument, or the largest value of a field of an array's items (null for an empty array).",
      .example = "=max(int(1, 100), 50)",
      .compile = [](Call& call) { return smaller_or_larger(call, true); }};
}

Function sum() {
  return {.name = "sum",
          .group = "numbers",
          .parameters = {{"field", {}, "field of an array's items, such as items.subtotal"}},
          .help = "The sum of a field over the items of an earlier array; 0 for an empty array.",
          .example = "=sum(items.subtotal)",
          .compile = [](Call& call) { return call.record.aggregates.value_of(call.expression(0), Aggregate::sum); }};
}

Function count() {
  return {.name = "count",
          .group = "numbers",
          .parameters = {{"array", {}, "an earlier array, such as items"}},
          .help = "The number of items of an earlier array.",
          .example = "=count(items)",
          .compile = [](Call& call) { return call.record.aggregates.value_of(call.expression(0), Aggregate::count); }};
}

}  // namespace spate::generator::functions
