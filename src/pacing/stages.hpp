// The stages of a schedule laid out in time: which piece of which shape it is in, at any time and at any area.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "pacing/shape.hpp"
#include "pacing/wall_clock.hpp"

namespace spate::pacing {

// Immutable, thread-safe. Stages that follow the clock on the wall are cut where its zone changes.
class Stages {
 public:
  Stages(const scenario::RateProfile& profile, const RateUnits& units, const WallClockStart& beginning);

  // When the last stage is over: kNever if never.
  [[nodiscard]] StreamTime end() const noexcept { return end_; }
  // The area under all of it, by kNever if without end.
  [[nodiscard]] Uint128 total() const noexcept { return total_; }

  // What there is at this time; nothing for ever after the end.
  [[nodiscard]] Span at(StreamTime time) const noexcept;
  // Where the area grows beyond this one, which is less than the total.
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept;
  // Bytes beyond its own.
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
           const std::vector<LocalTimeSpan>& intervals);
  void add(Segment segment, StreamTime end);
  [[nodiscard]] StreamTime end_of(std::size_t segment) const noexcept;
  [[nodiscard]] Span placed(std::size_t segment, const Span& inner) const noexcept;

  std::vector<Segment> segments_;
  StreamTime turn_end_{};  // of one turn through all stages
  Uint128 area_ = 0;       // of one turn
  std::uint64_t turns_ = 1;
  StreamTime end_{};
  Uint128 total_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace spate::pacing
