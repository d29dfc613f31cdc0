#include "pacing/gamma_draws.hpp"

#include <cmath>

#include "base/portable_math.hpp"

namespace spate::pacing {
namespace {

// A point of the unit disc except its center, and its squared distance from the center: uniform in (0, 1) and
// independent of the direction.
struct DiscPoint {
  double x = 0;
  double square = 0;
};

DiscPoint disc_point(Draws& draws) noexcept {
  for (;;) {
    const double x = draws.uniform_signed();
    const double y = draws.uniform_signed();
    const double square = x * x + y * y;
    if (square > 0x1.0p-500 && square < 1) return {x, square};
  }
}

// Marsaglia's polar method: G. Marsaglia and T. A. Bray, SIAM Review 6 (1964).
double normal_variate(Draws& draws) noexcept {
  const auto [x, square] = disc_point(draws);
  return x * std::sqrt(-2 * portable_math::log(square) / square);
}

// Whether to accept the proposal d (1 + y)^3 from the normal variate x = 3 sqrt(d) y. For large d both sides of the
// usual test cancel. The first terms of its series are exact to 1e-10 then.
bool accepts(double log_u, double x, double y, double d) noexcept {
  if (d > 0x1.0p20) return log_u < -d * y * y * y * y * (0.75 - 0.6 * y);
  const double v = (1 + y) * (1 + y) * (1 + y);
  return log_u < 0.5 * x * x + d * (1 - v + portable_math::log(v));
}

}  // namespace

// G. Marsaglia and W. W. Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000).
double gamma_variate(double shape, Draws& draws) noexcept {
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal_variate(draws);
    const double y = c * x;
    if (y > -1 && accepts(portable_math::log(draws.uniform_01()), x, y, d)) return d * (1 + y) * (1 + y) * (1 + y);
  }
}

// G. Ulrich, Computer generation of distributions on the m-sphere, Applied Statistics 33 (1984): half of 1 + cos(2 pi
// V) sqrt(1 - U^(2 / (2 a - 1))), with a point of the disc for the angle and for U.
double symmetric_beta_variate(double shape, Draws& draws) noexcept {
  const auto [x, square] = disc_point(draws);
  const double power = portable_math::log(square) * (2 / (2 * shape - 1));
  return 0.5 + 0.5 * x * std::sqrt(-portable_math::expm1(power) / square);
}

}  // namespace spate::pacing
