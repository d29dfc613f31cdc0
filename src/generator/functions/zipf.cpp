// Zipf's law by rejection-inversion: W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone
// discrete distributions", ACM TOMACS 6(3), 1996. Constant time and memory for any number of ranks and any s >= 0.
#include <fmt/format.h>

#include <cmath>

#include "generator/functions/functions.hpp"

namespace spate::functions {
namespace {

// expm1(x)/x and log1p(x)/x, continued at 0.
double expm1_over(double x) noexcept { return std::abs(x) > 1e-8 ? std::expm1(x) / x : 1 + x / 2 * (1 + x / 3); }
double log1p_over(double x) noexcept { return std::abs(x) > 1e-8 ? std::log1p(x) / x : 1 - x * (0.5 - x / 3); }

// The hat function h(x) = x^-s, its integral H, and H's inverse.
struct Hat {
  double s;
  [[nodiscard]] double h(double x) const noexcept { return std::exp(-s * std::log(x)); }
  [[nodiscard]] double integral(double x) const noexcept {
    const double log = std::log(x);
    return expm1_over((1 - s) * log) * log;
  }
  [[nodiscard]] double inverse(double area) const noexcept {
    const double t = std::max(-1.0, area * (1 - s));
    return std::exp(log1p_over(t) * area);
  }
};

struct Zipf {
  Hat hat;
  double ranks;
  double area_first;  // H(1.5) - 1
  double area_all;    // H(n + 1/2)
  double squeeze;     // below this distance the rank is accepted without computing h
};

Zipf prepare(double ranks, double s) {
  const Hat hat{s};
  return {hat, ranks, hat.integral(1.5) - 1, hat.integral(ranks + 0.5), 2 - hat.inverse(hat.integral(2.5) - hat.h(2))};
}

Next run_zipf(Machine& machine, const Op* op, char* out) noexcept {
  const auto& zipf = *static_cast<const Zipf*>(op->data);
  constexpr std::uint64_t kMostTries = 64;  // one try in four or more is accepted, so the last is as good as never met
  double rank = 1;
  for (std::uint64_t attempt = 0; attempt < kMostTries; ++attempt) {
    const double unit = random::unit(random::draw(machine.state, op->z + attempt));
    const double area = zipf.area_all + unit * (zipf.area_first - zipf.area_all);
    const double x = zipf.hat.inverse(area);
    rank = std::min(std::max(std::floor(x + 0.5), 1.0), zipf.ranks);
    if (rank - x <= zipf.squeeze || area >= zipf.hat.integral(rank + 0.5) - zipf.hat.h(rank)) break;
  }
  machine[op->to].number = static_cast<std::int64_t>(rank);
  return go_on(machine, op + 1, out);
}

double exponent(Call& call) {
  if (!call.has(1)) return 1;
  const auto value = call.compiler.convert(call.number(1), Type::real());
  constexpr double kMost = 20;
  if (!value.constant() || !(value.real >= 0) || value.real > kMost) {
    call.fail(call.offset(1), fmt::format("a constant from 0 to {} is needed", kMost));
  }
  return value.real;
}

}  // namespace

Function zipf() {
  return {.name = "zipf",
          .group = "numbers",
          .parameters = {{"n", {}, "how many ranks, 1 to 10^15; a constant"},
                         {"s", Parameter::Need::optional, "the exponent, 0 (all alike) to 20; 1 if not given"}},
          .help = "A rank from 1 to n, rank k as often as 1/k^s says: a few are met all the time, most hardly ever.",
          .example = "=zipf(10000, 1.1)",
          .compile = [](Call& call) {
            const auto ranks = call.constant(0, 1, 1'000'000'000'000'000);
            const double s = exponent(call);
            Register to = 0;
            const auto site = call.site();
            auto& op = call.add(run_zipf, to);
            op.z = site;
            op.data = call.compiler.code().pool().array(std::vector<Zipf>{prepare(static_cast<double>(ranks), s)});
            return Operand::stored(Type::exact(1, ranks), to);
          }};
}

}  // namespace spate::functions
