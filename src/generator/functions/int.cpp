#include "generator/functions/functions.hpp"
#include "generator/functions/uniform.hpp"

namespace spate::generator::functions {

Function int_() {
  return {.name = "int",
          .group = "numbers",
          .parameters = {{"min", {}, "smallest, an integer"}, {"max", {}, "largest, an integer"}},
          .help = "A whole number from min to max, both included, each as likely as the other.",
          .example = "=int(1, 6)",
          .compile = [](Call& call) {
            const auto least = call.integer(0);
            const auto most = call.integer(1);
            return uniform(call, least, most);
          }};
}

}  // namespace spate::generator::functions
