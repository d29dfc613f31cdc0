// Windows: at certain times of certain days the rate is a multiple of that of the stages.
#pragma once

#include <cstddef>
#include <vector>

#include "pacing/cumulative_curve.hpp"
#include "pacing/stages.hpp"

namespace spate::pacing {

// Stages multiplied by the factors of windows. Immutable. Thread-safe. Areas count in 1 / measure.factor of those of
// the stages.
class WindowedCurve : public CumulativeCurve {
 public:
  WindowedCurve(Stages stages, const scenario::RateProfile& profile, const scenario::Measure& measure,
                const WallClockStart& clock_start);

  [[nodiscard]] StreamTime end() const noexcept override { return stages_.end(); }
  [[nodiscard]] Uint128 total() const noexcept override { return total_; }
  [[nodiscard]] Span at(StreamTime time) const noexcept override;
  [[nodiscard]] Span span_at_area(Uint128 area) const noexcept override;
  [[nodiscard]] double rate_at(StreamTime time) const noexcept override;
  [[nodiscard]] std::size_t memory() const noexcept override {
    return sizeof *this + stages_.memory() + intervals_.capacity() * sizeof(Interval);
  }

 private:
  // From `begin` until the next one, the area of the stages grows `factor` times as fast.
  struct Interval {
    StreamTime begin{};
    std::uint64_t factor = 1;
    Uint128 stages_area = 0;  // at `begin`
    Uint128 area = 0;         // at `begin`, with factors
  };

  void add(StreamTime begin, std::uint64_t factor);
  [[nodiscard]] Span multiplied(std::size_t number, const Span& span) const noexcept;

  Stages stages_;
  std::vector<Interval> intervals_;
  Uint128 total_ = 0;
};

}  // namespace spate::pacing
