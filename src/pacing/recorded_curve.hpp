// Records due as they were recorded: with the gaps they had, all of them shorter or longer by the same factor.
#pragma once

#include <memory>

#include "base/recording.hpp"
#include "pacing/cumulative_curve.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// A record is an area of 1, which stands there at once when its time has come. A recording in a loop goes on for ever,
// each run through it later by the recording's span.
class RecordedCurve : public CumulativeCurve {
 public:
  // `recording` has records, and a span above 0 if it is looped; `speed` is above 0.
  RecordedCurve(std::shared_ptr<const Recording> recording, const scenario::Factor& speed, bool loop) noexcept;

  [[nodiscard]] StreamTime end() const noexcept override;
  [[nodiscard]] Uint128 total() const noexcept override { return loop_ ? kMaxUint128 : records_; }
  [[nodiscard]] Span at(StreamTime time) const noexcept override;
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept override;
  // Of a fast recording what the next second brings, of a slow one its gap.
  [[nodiscard]] double rate_at(StreamTime time) const noexcept override;
  [[nodiscard]] std::size_t memory() const noexcept override { return sizeof *this; }

 private:
  [[nodiscard]] StreamTime time_of(Uint128 n) const noexcept;
  [[nodiscard]] Uint128 count_by(StreamTime time) const noexcept;

  std::shared_ptr<const Recording> recording_;
  scenario::Factor speed_;
  bool loop_;
  Uint128 records_;
  Uint128 span_;
};

}  // namespace spate::pacing
