#include "generator/functions/functions.hpp"
#include "generator/machine/ops_number.hpp"

namespace spate::generator::functions {
namespace {

Operand round_exact(Call& call, const Operand& value, int scale) {
  if (scale >= value.type.scale) return convert(call.code(), value, Type::exact(0, 0, scale));
  const auto factor = power_of_ten(value.type.scale - scale);
  const auto type =
      Type::exact(divide_half_even(value.type.min, factor), divide_half_even(value.type.max, factor), scale);
  if (value.is_constant()) return Operand::exact(static_cast<std::int64_t>(type.min), scale);
  const auto from = store(call.code(), value);
  Register to = 0;
  auto& op = call.add(run_scale_down, to);
  op.a = from;
  op.x = static_cast<std::int64_t>(factor);
  return Operand::stored(type, to);
}

}  // namespace

Function round() {
  return {.name = "round",
          .group = "numbers",
          .parameters = {{"x", {}, "a number"},
                         {"digits", Parameter::Need::optional, "decimal places, 0 to 18; default 0"}},
          .help = "x with this number of decimal places, rounded half to even. A float stays a float.",
          .example = "=round(2.675, 2)",
          .compile = [](Call& call) {
            const auto value = call.number(0);
            const int scale = call.has(1) ? static_cast<int>(call.constant(1, 0, kMaxScale)) : 0;
            if (value.type.is(Type::Kind::exact)) return round_exact(call, value, scale);
            const auto from = store(call.code(), value);
            Register to = 0;
            auto& op = call.add(run_round_real, to);
            op.a = from;
            op.x = scale;
            return Operand::stored(Type::real(), to);
          }};
}

}  // namespace spate::generator::functions
