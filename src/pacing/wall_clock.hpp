// What a clock on the wall shows while a schedule runs.
#pragma once

#include <vector>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate {

// What that clock shows at T = 0.
struct Beginning {
  Nanos wall = 0;  // nanoseconds since the Unix epoch
  Zone zone;
};

// From `begin` (since T = 0) on, until the next stretch, local time runs evenly from `local`: nanoseconds since
// 1970-01-01 00:00 of that clock.
struct LocalStretch {
  Nanos begin = 0;
  Nanos local = 0;

  [[nodiscard]] Nanos local_at(Nanos time) const noexcept { return local + (time - begin); }
};

// One stretch from T = 0, and one more for each change of offset before the horizon.
[[nodiscard]] std::vector<LocalStretch> local_stretches(const Beginning& beginning);

// Days since 1970-01-01, and what is left of the day, also before then.
[[nodiscard]] std::int64_t day_of(Nanos local) noexcept;
[[nodiscard]] Nanos time_of_day(Nanos local) noexcept;

}  // namespace spate
