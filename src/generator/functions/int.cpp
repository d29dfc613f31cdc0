#include "generator/functions/functions.hpp"
#include "generator/functions/uniform.hpp"

namespace spate::generator::functions {

Function int_() {
  return {.name = "int",
          .group = "numbers",
          .parameters = {{"min", {}, "smallest value, an integer"}, {"max", {}, "largest value, an integer"}},
          .help = "An integer from min to max, both included, each with the same probability.",
          .example = "=int(1, 6)",
          .compile = [](Call& call) {
            const auto min = call.integer(0);
            const auto max = call.integer(1);
            return uniform(call, min, max);
          }};
}

}  // namespace spate::generator::functions
