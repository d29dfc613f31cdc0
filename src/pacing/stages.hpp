// The stages of a schedule in sequence: the piece of each stage at any time and at any area.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "pacing/shape.hpp"
#include "pacing/wall_clock.hpp"

namespace spate::pacing {

// Immutable. Thread-safe. Stages in wall-clock time are split where the zone changes its offset.
class Stages {
 public:
  Stages(const scenario::RateProfile& profile, const RateUnits& units, const WallClockStart& clock_start);

  // The end of the last stage; kNever if there is none.
  [[nodiscard]] StreamTime end() const noexcept { return end_; }
  // The area under all stages; up to kNever if they have no end.
  [[nodiscard]] Uint128 total() const noexcept { return total_; }

  // The span at this time. After the end: a span without area that never ends.
  [[nodiscard]] Span at(StreamTime time) const noexcept;
  // The span in which the area exceeds `area`, which must be less than total().
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept;
  // Bytes of memory, this object excluded.
  [[nodiscard]] std::size_t memory() const noexcept { return memory_; }

 private:
  // A shape from `phase` on, until the next segment.
  struct Segment {
    StreamTime begin{};
    Uint128 area = 0;
    std::shared_ptr<const Shape> shape;
    StreamTime phase{};
  };

  void add(const scenario::Stage& stage, const std::shared_ptr<const Shape>& shape,
           const std::vector<LocalTimeSpan>& spans);
  void add(Segment segment, StreamTime end);
  [[nodiscard]] StreamTime end_of(std::size_t segment) const noexcept;
  [[nodiscard]] Span placed(std::size_t segment, const Span& inner) const noexcept;

  std::vector<Segment> segments_;
  StreamTime pass_end_{};  // of one pass through all segments
  Uint128 pass_area_ = 0;  // of one pass
  std::uint64_t passes_ = 1;
  StreamTime end_{};
  Uint128 total_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace spate::pacing
