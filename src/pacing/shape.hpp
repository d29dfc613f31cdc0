// The curve of a stage: linear pieces that repeat. Each kind of stage has a file in shapes/.
#pragma once

#include <cstddef>
#include <vector>

#include "pacing/span.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// Converts rates of a profile to whole units of its measure.
class RateUnits {
 public:
  RateUnits(const scenario::Measure& measure, const scenario::Factor& scale) noexcept
      : measure_(measure), scale_(scale) {}
  // Exact for every rate of the profile.
  [[nodiscard]] std::uint64_t operator()(const scenario::Rate& rate) const noexcept;

 private:
  scenario::Measure measure_;
  scenario::Factor scale_;
};

// Immutable. Thread-safe.
class Shape {
 public:
  // At least one piece. Each has a length above 0.
  explicit Shape(std::vector<Piece> pieces);

  // Of one repetition.
  [[nodiscard]] Duration length() const noexcept { return since_start(begins_.back()); }
  [[nodiscard]] Uint128 total() const noexcept { return areas_.back(); }
  // The area from T = 0 to `time`, in any repetition.
  [[nodiscard]] Uint128 area_at(StreamTime time) const noexcept;

  // The piece at this time, in any repetition.
  [[nodiscard]] Span at(StreamTime time) const noexcept;
  // The piece in which the area exceeds `area`, in any repetition. The shape must have an area.
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept;
  // Bytes of memory, this object included.
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  [[nodiscard]] Span piece(std::size_t number, std::uint64_t repetition) const noexcept;

  std::vector<Piece> pieces_;
  std::vector<StreamTime> begins_;  // of each piece, and the end
  std::vector<Uint128> areas_;      // at each of these
};

// One repetition of a stage. For sine: one period from the mean, rising. For daily: one day from the time of its first
// point. Defined in shapes/ for each kind of Stage.
template <class Stage>
[[nodiscard]] Shape make_shape(const Stage& stage, const RateUnits& units);

// The pieces between two rates: one for a straight line, `count` for a curve.
[[nodiscard]] std::vector<Piece> curve_pieces(scenario::Curve curve, std::uint64_t from, std::uint64_t to,
                                              Duration length, std::size_t count);

}  // namespace spate::pacing
