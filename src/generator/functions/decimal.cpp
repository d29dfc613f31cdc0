#include "generator/functions/functions.hpp"
#include "generator/functions/uniform.hpp"

namespace spate::generator::functions {
namespace {

Operand bound(Call& call, std::size_t parameter, int scale) {
  const auto value = call.number(parameter);
  if (!value.type.is(Type::Kind::exact))
    call.fail(call.offset(parameter), "expected an exact number, got a float: use float()");
  if (value.type.scale > scale)
    call.fail(call.offset(parameter), "more decimal places than the scale: raise the scale");
  return convert(call.code(), value, Type::exact(0, 0, scale));
}

}  // namespace

Function decimal() {
  return {.name = "decimal",
          .group = "numbers",
          .parameters = {{"min", {}, "smallest value"},
                         {"max", {}, "largest"},
                         {"scale", Parameter::Need::optional, "decimal places, 0 to 18; default 2"}},
          .help = "An exact decimal from min to max, both included, each value with the same probability.",
          .example = "=decimal(10, 500, 2)",
          .compile = [](Call& call) {
            const int scale = call.has(2) ? static_cast<int>(call.constant(2, 0, kMaxScale)) : 2;
            const auto min = bound(call, 0, scale);
            const auto max = bound(call, 1, scale);
            return uniform(call, min, max);
          }};
}

}  // namespace spate::generator::functions
