// What a stage looks like: pieces of straight lines, one after the other and then again from the beginning. One file of
// shapes/ per stage of the language.
#pragma once

#include <cstddef>
#include <vector>

#include "pacing/span.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// Rates of a profile in whole units of its measure.
class RateUnits {
 public:
  RateUnits(const scenario::Measure& measure, const scenario::Factor& scale) noexcept
      : measure_(measure), scale_(scale) {}
  // Exact for every rate the measure was made for.
  [[nodiscard]] std::uint64_t operator()(const scenario::Rate& rate) const noexcept;

 private:
  scenario::Measure measure_;
  scenario::Factor scale_;
};

// Immutable.
class Shape {
 public:
  // At least one piece; each has a length.
  explicit Shape(std::vector<Piece> pieces);

  // Of one turn.
  [[nodiscard]] Duration length() const noexcept { return since_start(begins_.back()); }
  [[nodiscard]] Uint128 total() const noexcept { return areas_.back(); }
  // The area from the beginning to `time`, in any turn.
  [[nodiscard]] Uint128 area_at(StreamTime time) const noexcept;

  // The piece at this time, in any turn.
  [[nodiscard]] Span at(StreamTime time) const noexcept;
  // The piece in which the area grows beyond this one, in any turn. Not for a shape without any area.
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept;
  // Bytes, its own included.
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  [[nodiscard]] Span piece(std::size_t number, std::uint64_t turn) const noexcept;

  std::vector<Piece> pieces_;
  std::vector<StreamTime> begins_;  // of each piece, and the end
  std::vector<Uint128> areas_;      // at each of these
};

// One turn of a stage's shape: for sine one period, which begins with the mean, rising; for daily one day, which begins
// at the time of its first point. Defined for each alternative of Stage in shapes/.
template <class Stage>
[[nodiscard]] Shape shape_of(const Stage& stage, const RateUnits& units);

// The pieces that lead from one rate to another: one for a straight line, `count` for a curve.
[[nodiscard]] std::vector<Piece> curve_pieces(scenario::Curve curve, std::uint64_t from, std::uint64_t to,
                                              Duration length, std::size_t count);

}  // namespace spate::pacing
