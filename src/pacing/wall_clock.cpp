#include "pacing/wall_clock.hpp"

#include <algorithm>

#include "scenario/model/rate.hpp"

namespace spate::pacing {

std::vector<LocalTimeSpan> local_time_spans(const WallClockStart& beginning) {
  std::vector<LocalTimeSpan> intervals;
  // For a stream that starts beyond the range of times, any day will do.
  const WallTime first = std::min(beginning.wall, WallTime::max() - scenario::kMaxExpandedTime - kDay);
  const WallTime until = first + scenario::kMaxExpandedTime;
  for (WallTime wall = first; wall < until; wall = beginning.zone.next_change(wall, until))
    intervals.push_back({.begin = StreamTime{wall - first},
                         .local = LocalTime{wall.time_since_epoch() + beginning.zone.offset_at(wall)}});
  return intervals;
}

std::chrono::local_days day_of(LocalTime local) noexcept { return std::chrono::floor<std::chrono::days>(local); }

Duration time_of_day(LocalTime local) noexcept { return local - day_of(local); }

}  // namespace spate::pacing
