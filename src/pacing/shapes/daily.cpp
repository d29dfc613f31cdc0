// daily: linear between times of day, and from the last one to the first one of the next day.
#include "pacing/shape.hpp"

namespace spate::pacing {

template <>
Shape make_shape(const scenario::Daily& daily, const RateUnits& units) {
  constexpr std::size_t kPiecesBetween = 250;
  const auto& points = daily.points;
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    const auto& next = points[last ? 0 : i + 1];
    const Duration length = next.at - points[i].at + (last ? kDay : Duration{});
    const auto between = curve_pieces(daily.curve, units(points[i].rate), units(next.rate), length, kPiecesBetween);
    pieces.insert(pieces.end(), between.begin(), between.end());
  }
  return Shape{std::move(pieces)};
}

}  // namespace spate::pacing
