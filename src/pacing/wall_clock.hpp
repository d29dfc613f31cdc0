// Local time during a schedule.
#pragma once

#include <chrono>
#include <vector>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate::pacing {

// Time and zone of the clock at T = 0.
struct WallClockStart {
  WallTime wall{};
  Zone zone;
};

// From `begin` until the next span, local time runs evenly from `local`.
struct LocalTimeSpan {
  StreamTime begin{};
  LocalTime local{};

  [[nodiscard]] LocalTime local_at(StreamTime time) const noexcept { return local + (time - begin); }
};

// One span from T = 0, and one per change of the offset, within kMaxExpandedTime.
[[nodiscard]] std::vector<LocalTimeSpan> local_time_spans(const WallClockStart& clock_start);

// The day, and the time since its start.
[[nodiscard]] std::chrono::local_days day_of(LocalTime local) noexcept;
[[nodiscard]] Duration time_of_day(LocalTime local) noexcept;

}  // namespace spate::pacing
