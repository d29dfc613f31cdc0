#include <cmath>

#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

Next run_draw_float(Machine& machine, const Op* op, char* out) noexcept {
  const double least = machine[op->a].real;
  const double most = machine[op->b].real;
  const double unit = random::unit(machine.draw(op));
  // The whole range of doubles is wider than the largest of them.
  machine[op->to].real =
      std::isfinite(most - least) ? least + unit * (most - least) : 2 * (least / 2 + unit * (most / 2 - least / 2));
  return go_on(machine, op + 1, out);
}

}  // namespace

Function float_() {
  return {.name = "float",
          .group = "numbers",
          .parameters = {{"min", {}, "smallest value"}, {"max", {}, "upper bound, not included"}},
          .help = "A double from min to max, with the fewest digits that identify it. For money use decimal().",
          .example = "=float(0, 1)",
          .compile = [](Call& call) {
            const auto least = convert(call.code(), call.number(0), Type::real());
            const auto most = convert(call.code(), call.number(1), Type::real());
            if (least.constant() && most.constant() && least.real > most.real) {
              call.fail(call.offset(), "the range is empty: min is above max");
            }
            const auto a = store(call.code(), least);
            const auto b = store(call.code(), most);
            Register to = 0;
            auto& op = call.add(run_draw_float, to);
            op.a = a;
            op.b = b;
            op.z = call.site();
            return Operand::stored(Type::real(), to);
          }};
}

}  // namespace spate::generator::functions
