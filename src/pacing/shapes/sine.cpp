// sine: mean + amplitude * sin(2 pi t / period), in linear pieces with the area of the curve (the trapezoidal rule of a
// sine is too small by one factor everywhere). The pieces are cut half a step away from the peaks, so that the rate is
// never below mean - amplitude. They are symmetric, so that a period contains exactly mean * period.
#include <cmath>
#include <numbers>

#include "pacing/shape.hpp"

namespace spate::pacing {

template <>
Shape make_shape(const scenario::Sine& sine, const RateUnits& units) {
  constexpr std::size_t count = 1000;  // even; divides every period of whole microseconds
  constexpr auto step = 2 * std::numbers::pi_v<long double> / count;
  const auto mean = units(sine.mean);
  const auto swing = static_cast<long double>(units(sine.amplitude)) * std::tan(step / 2) / (step / 2);
  const auto rate = [&](std::size_t cut) {
    const auto offset = swing * std::sin((static_cast<long double>(cut % (count / 2)) + 0.5L) * step);
    const auto distance = static_cast<std::uint64_t>(std::llround(offset));
    return cut < count / 2 ? mean + distance : mean - distance;
  };
  const auto begin = [&](std::size_t cut) {
    return Duration{
        static_cast<Duration::rep>(scale_floor(static_cast<Uint128>(sine.period.count()), 2 * cut + 1, 2 * count))};
  };
  std::vector<Piece> pieces{{.length = begin(0), .from = mean, .to = rate(0)}};
  for (std::size_t cut = 0; cut + 1 < count; ++cut)
    pieces.push_back({.length = begin(cut + 1) - begin(cut), .from = rate(cut), .to = rate(cut + 1)});
  pieces.push_back({.length = sine.period - begin(count - 1), .from = rate(count - 1), .to = mean});
  return Shape{std::move(pieces)};
}

}  // namespace spate::pacing
