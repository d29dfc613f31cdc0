// burst: the peak, then the base, repeated.
#include "pacing/shape.hpp"

namespace spate::pacing {

template <>
Shape make_shape(const scenario::Burst& burst, const RateUnits& units) {
  const auto peak = units(burst.peak);
  const auto base = units(burst.base);
  return Shape{{{.length = burst.width, .from = peak, .to = peak},
                {.length = burst.every - burst.width, .from = base, .to = base}}};
}

}  // namespace spate::pacing
