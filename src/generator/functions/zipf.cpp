// zipf(): a rank with Zipf's distribution.
#include <fmt/format.h>

#include "generator/functions/functions.hpp"
#include "generator/machine/zipf_law.hpp"

namespace spate::generator::functions {
namespace {

OpResult run_zipf(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = static_cast<const ZipfLaw*>(op->data)->draw(machine.state, op->z);
  return continue_with(machine, op + 1, out);
}

double exponent(Call& call) {
  if (!call.has(1)) return 1;
  const auto value = convert(call.code(), call.number(1), Type::real());
  constexpr double kMaxExponent = 20;
  if (!value.is_constant() || !(value.real >= 0) || value.real > kMaxExponent) {
    call.fail(call.offset(1), fmt::format("expected a constant exponent: use 0 to {}", kMaxExponent));
  }
  return value.real;
}

}  // namespace

Function zipf() {
  return {
      .name = "zipf",
      .group = "numbers",
      .parameters = {{"n", {}, "number of ranks, 1 to 10^15; a constant"},
                     {"s", Parameter::Need::optional, "exponent, 0 (uniform) to 20; default 1"}},
      .help =
          "A rank from 1 to n; rank k has a probability proportional to 1/k^s, so low ranks are much more frequent.",
      .example = "=zipf(10000, 1.1)",
      .compile = [](Call& call) {
        const auto ranks = call.constant(0, 1, 1'000'000'000'000'000);
        const double s = exponent(call);
        Register to = 0;
        const auto site = call.site();
        auto& op = call.add(run_zipf, to);
        op.z = site;
        op.data = call.code().pool().array(std::vector{ZipfLaw{static_cast<double>(ranks), s}});
        return Operand::stored(Type::exact(1, ranks), to);
      }};
}

}  // namespace spate::generator::functions
