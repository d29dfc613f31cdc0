#include "pacing/wall_clock.hpp"

#include <algorithm>

#include "scenario/model/rate.hpp"

namespace spate::pacing {

std::vector<LocalTimeSpan> local_time_spans(const WallClockStart& clock_start) {
  std::vector<LocalTimeSpan> spans;
  // A stream that starts near or beyond the end of the range of times uses the last possible day.
  const WallTime first = std::min(clock_start.wall, WallTime::max() - scenario::kMaxExpandedTime - kDay);
  const WallTime until = first + scenario::kMaxExpandedTime;
  for (WallTime wall = first; wall < until; wall = clock_start.zone.next_change(wall, until))
    spans.push_back({.begin = StreamTime{wall - first},
                     .local = LocalTime{wall.time_since_epoch() + clock_start.zone.offset_at(wall)}});
  return spans;
}

std::chrono::local_days day_of(LocalTime local) noexcept { return std::chrono::floor<std::chrono::days>(local); }

Duration time_of_day(LocalTime local) noexcept { return local - day_of(local); }

}  // namespace spate::pacing
