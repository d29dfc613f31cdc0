// Records at the times of a recording, with all gaps scaled by one factor.
#pragma once

#include <memory>

#include "base/recording.hpp"
#include "pacing/cumulative_curve.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// A record is an area of 1 that appears at its time. A looped recording never ends. Each pass starts one
// span of the recording after the previous one.
class RecordedCurve : public CumulativeCurve {
 public:
  // `recording` must have records, and a span above 0 if `loop`. `speed` must be above 0.
  RecordedCurve(std::shared_ptr<const Recording> recording, const scenario::Factor& speed, bool loop) noexcept;

  [[nodiscard]] StreamTime end() const noexcept override;
  [[nodiscard]] Uint128 total() const noexcept override { return loop_ ? kMaxUint128 : records_; }
  [[nodiscard]] Span at(StreamTime time) const noexcept override;
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept override;
  // The records of the next second, or 1 / gap if the gap is longer than 1 s.
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
