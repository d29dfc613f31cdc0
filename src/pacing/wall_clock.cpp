#include "pacing/wall_clock.hpp"

#include "scenario/rate.hpp"

namespace spate {

std::vector<LocalStretch> local_stretches(const Beginning& beginning) {
  std::vector<LocalStretch> stretches;
  const Nanos until = beginning.wall + kHorizon;
  for (Nanos wall = beginning.wall; wall < until; wall = beginning.zone.next_change(wall, until))
    stretches.push_back({.begin = wall - beginning.wall, .local = wall + beginning.zone.offset_at(wall)});
  return stretches;
}

std::int64_t day_of(Nanos local) noexcept { return local / kDay - (local % kDay < 0 ? 1 : 0); }

Nanos time_of_day(Nanos local) noexcept { return local - day_of(local) * kDay; }

}  // namespace spate
