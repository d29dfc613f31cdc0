#include "pacing/wall_clock.hpp"

#include <algorithm>

#include "scenario/model/rate.hpp"

namespace spate::pacing {

std::vector<LocalStretch> local_stretches(const Beginning& beginning) {
  std::vector<LocalStretch> stretches;
  // Where a stream begins later than times can be told, any day is as good.
  const WallTime first = std::min(beginning.wall, WallTime::max() - scenario::kHorizon - kDay);
  const WallTime until = first + scenario::kHorizon;
  for (WallTime wall = first; wall < until; wall = beginning.zone.next_change(wall, until))
    stretches.push_back({.begin = StreamTime{wall - first},
                         .local = LocalTime{wall.time_since_epoch() + beginning.zone.offset_at(wall)}});
  return stretches;
}

std::chrono::local_days day_of(LocalTime local) noexcept { return std::chrono::floor<std::chrono::days>(local); }

Duration time_of_day(LocalTime local) noexcept { return local - day_of(local); }

}  // namespace spate::pacing
