// The time up to which due records may be made: now, unless the stream is late and catches up.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// With `when_late: skip`, a record that is late by more than this is skipped. Less is scheduling noise of the machine.
inline constexpr Duration kSkipTolerance = 50 * kMillisecond;

class ReleasedTime {
 public:
  explicit ReleasedTime(const scenario::WhenLate& when_late) noexcept : when_late_(when_late) {}

  // Records that are intended up to this time may be made.
  [[nodiscard]] StreamTime until() const noexcept { return until_; }
  [[nodiscard]] bool skips_late() const noexcept { return when_late_.policy == scenario::WhenLate::Policy::skip; }

  // Releases exactly the records up to `until`.
  void set(StreamTime until) noexcept { until_ = until; }
  // Releases at least the records up to `until`.
  void advance_to_at_least(StreamTime until) noexcept { until_ = std::max(until_, until); }
  // Time passed from `before` to `now`, and the next record is intended at `next`. Releases more records: all, or while
  // catching up at most `factor` times as fast as time passes, plus a first step.
  void advance(StreamTime before, StreamTime now, StreamTime next) noexcept;
  // The time up to which records are skipped. Returns nullopt if the next one is not too late.
  [[nodiscard]] std::optional<StreamTime> skip_until(StreamTime now, StreamTime next) const noexcept;

  // When the next record is released.
  [[nodiscard]] StreamTime release_time(StreamTime now, StreamTime next) const noexcept;
  // Sets and returns the time at which the worker will advance next. Planned sleep is not lateness.
  StreamTime plan_wakeup(StreamTime wakeup) noexcept { return planned_ = wakeup; }

 private:
  scenario::WhenLate when_late_;
  StreamTime planned_{};
  StreamTime until_{};
};

}  // namespace spate::pacing
