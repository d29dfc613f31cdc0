#include <cmath>

#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

OpResult run_draw_float(Machine& machine, const Op* op, char* out) noexcept {
  const double min = machine[op->a].real;
  const double max = machine[op->b].real;
  const double unit = random::uniform_01(machine.draw(op));
  // max - min may exceed the largest double.
  machine[op->to].real =
      std::isfinite(max - min) ? min + unit * (max - min) : 2 * (min / 2 + unit * (max / 2 - min / 2));
  return continue_with(machine, op + 1, out);
}

}  // namespace

Function float_() {
  return {.name = "float",
          .group = "numbers",
          .parameters = {{"min", {}, "smallest value"}, {"max", {}, "upper bound, not included"}},
          .help = "A double from min to max, with the fewest digits that identify it. For money use decimal().",
          .example = "=float(0, 1)",
          .compile = [](Call& call) {
            const auto min = convert(call.code(), call.number(0), Type::real());
            const auto max = convert(call.code(), call.number(1), Type::real());
            if (min.is_constant() && max.is_constant() && min.real > max.real) {
              call.fail(call.offset(), "min is above max: exchange them");
            }
            const auto a = store(call.code(), min);
            const auto b = store(call.code(), max);
            Register to = 0;
            auto& op = call.add(run_draw_float, to);
            op.a = a;
            op.b = b;
            op.z = call.site();
            return Operand::stored(Type::real(), to);
          }};
}

}  // namespace spate::generator::functions
