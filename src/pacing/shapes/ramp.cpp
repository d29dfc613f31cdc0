// ramp: from one rate to another. A curve has linear pieces. The rates at their ends give each piece the area of the
// curve (trapezoidal rule and its error term: Press et al., Numerical Recipes, 4.1).
#include <algorithm>
#include <cmath>

#include "pacing/shape.hpp"

namespace spate::pacing {
namespace {

constexpr std::size_t kPieces = 1000;

// The start of each piece, and the end, symmetric about the middle.
std::vector<Duration> cuts(Duration length, std::size_t count) {
  std::vector<Duration> at(count + 1);
  for (std::size_t i = 0; 2 * i <= count; ++i) {
    at[i] = Duration{static_cast<Duration::rep>(scale_floor(static_cast<Uint128>(length.count()), i, count))};
    at[count - i] = length - at[i];
  }
  return at;
}

std::vector<Piece> make_pieces(const std::vector<Duration>& at, const std::vector<std::uint64_t>& rates) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i + 1 < at.size(); ++i)
    pieces.push_back({.length = at[i + 1] - at[i], .from = rates[i], .to = rates[i + 1]});
  return pieces;
}

std::uint64_t rounded(long double value) { return static_cast<std::uint64_t>(std::llround(value)); }

// 3x^2 - 2x^3 (smoothstep), symmetric, so the area is exactly that of the mean of both rates.
std::vector<std::uint64_t> eased(std::uint64_t from, std::uint64_t to, std::size_t count) {
  const auto rise = static_cast<long double>(std::max(from, to) - std::min(from, to));
  const auto step = 1.0L / static_cast<long double>(count);
  std::vector<std::uint64_t> rates(count + 1);
  for (std::size_t i = 0; 2 * i <= count; ++i) {
    const auto x = static_cast<long double>(i) * step;
    const auto curve = x * x * (3 - 2 * x);
    const auto error = step * step / 12 * (6 - 12 * x);  // h^2 / 12 of the second derivative
    const auto moved = rounded(rise * std::max(0.0L, curve - error));
    rates[i] = from < to ? from + moved : from - moved;
    rates[count - i] = from < to ? to - moved : to + moved;
  }
  return rates;
}

// Equal factors in equal times. Linear pieces are above the curve by the same factor everywhere.
std::vector<std::uint64_t> exponential(std::uint64_t from, std::uint64_t to, std::size_t count) {
  const auto growth = std::log(static_cast<long double>(to) / static_cast<long double>(from));
  const auto half = growth / static_cast<long double>(2 * count);
  const auto above = half == 0 ? 1.0L : half / std::tanh(half);
  std::vector<std::uint64_t> rates(count + 1);
  for (std::size_t i = 0; i <= count; ++i) {
    const auto x = static_cast<long double>(i) / static_cast<long double>(count);
    rates[i] = rounded(static_cast<long double>(from) * std::exp(growth * x) / above);
  }
  return rates;
}

}  // namespace

std::vector<Piece> curve_pieces(scenario::Curve curve, std::uint64_t from, std::uint64_t to, Duration length,
                                std::size_t count) {
  if (curve == scenario::Curve::linear || from == to) return {{.length = length, .from = from, .to = to}};
  const auto pieces = std::min(count, static_cast<std::size_t>(length.count()));
  return make_pieces(cuts(length, pieces),
                     curve == scenario::Curve::ease ? eased(from, to, pieces) : exponential(from, to, pieces));
}

template <>
Shape make_shape(const scenario::Ramp& ramp, const RateUnits& units) {
  return Shape{curve_pieces(ramp.curve, units(ramp.from), units(ramp.to), ramp.duration, kPieces)};
}

}  // namespace spate::pacing
