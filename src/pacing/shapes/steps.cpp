// steps: several rates, each for the same time.
#include "pacing/shape.hpp"

namespace spate::pacing {

template <>
Shape make_shape(const scenario::Steps& steps, const RateUnits& units) {
  std::vector<Piece> pieces;
  for (const auto& rate : steps.levels)
    pieces.push_back({.length = steps.each, .from = units(rate), .to = units(rate)});
  return Shape{std::move(pieces)};
}

}  // namespace spate::pacing
