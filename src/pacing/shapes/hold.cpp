// hold: one rate.
#include "pacing/shape.hpp"

namespace spate::pacing {

template <>
Shape make_shape(const scenario::Hold& hold, const RateUnits& units) {
  const auto rate = units(hold.rate);
  return Shape{{{.length = hold.duration, .from = rate, .to = rate}}};
}

}  // namespace spate::pacing
