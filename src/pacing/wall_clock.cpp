#include "pacing/wall_clock.hpp"

#include <algorithm>

#include "scenario/model/rate.hpp"

namespace spate {

std::vector<LocalStretch> local_stretches(const Beginning& beginning) {
  std::vector<LocalStretch> stretches;
  // Where a stream begins later than times can be told, any day is as good.
  const Nanos first = std::min(beginning.wall, kNever - kHorizon - kDay);
  const Nanos until = first + kHorizon;
  for (Nanos wall = first; wall < until; wall = beginning.zone.next_change(wall, until))
    stretches.push_back({.begin = wall - first, .local = wall + beginning.zone.offset_at(wall)});
  return stretches;
}

std::int64_t day_of(Nanos local) noexcept { return local / kDay - (local % kDay < 0 ? 1 : 0); }

Nanos time_of_day(Nanos local) noexcept { return local - day_of(local) * kDay; }

}  // namespace spate
