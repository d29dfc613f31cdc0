// Up to when records that are due may be made: up to now, unless the stream is late and catches up.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// What a stream that skips may be behind: less than this is the machine's own unrest.
inline constexpr Duration kTolerance = 50 * kMillisecond;

class ReleasedTime {
 public:
  explicit ReleasedTime(const scenario::WhenLate& when_late) noexcept : when_late_(when_late) {}

  // Records intended up to here may be made.
  [[nodiscard]] StreamTime until() const noexcept { return until_; }
  [[nodiscard]] bool skips_late() const noexcept { return when_late_.policy == scenario::WhenLate::Policy::skip; }

  // All up to this instant are released, or at least those.
  void set(StreamTime until) noexcept { until_ = until; }
  void reach(StreamTime until) noexcept { until_ = std::max(until_, until); }
  // The time was `before` and is `now`, and the next record is intended at `next`: releases more, at most `factor`
  // times as fast as time where it catches up, plus one first step.
  void advance(StreamTime before, StreamTime now, StreamTime next) noexcept;
  // Up to when records are to be skipped; nothing where the next one does not wait too long.
  [[nodiscard]] std::optional<StreamTime> skip_until(StreamTime now, StreamTime next) const noexcept;

  // When the next record will be released, by this schedule of releases.
  [[nodiscard]] StreamTime release_of(StreamTime now, StreamTime next) const noexcept;
  // When the worker is to look again: sleeping as planned is no lateness.
  StreamTime plan(StreamTime look) noexcept { return planned_ = look; }

 private:
  scenario::WhenLate when_late_;
  StreamTime planned_{};
  StreamTime until_{};
};

}  // namespace spate::pacing
