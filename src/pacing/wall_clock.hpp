// What a clock on the wall shows while a schedule runs.
#pragma once

#include <chrono>
#include <vector>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate::pacing {

// What that clock shows at T = 0.
struct WallClockStart {
  WallTime wall{};
  Zone zone;
};

// From `begin` on, until the next stretch, local time runs evenly from `local`.
struct LocalTimeSpan {
  StreamTime begin{};
  LocalTime local{};

  [[nodiscard]] LocalTime local_at(StreamTime time) const noexcept { return local + (time - begin); }
};

// One stretch from T = 0, and one more for each change of offset before the horizon.
[[nodiscard]] std::vector<LocalTimeSpan> local_time_spans(const WallClockStart& beginning);

// The day, and what has passed of it.
[[nodiscard]] std::chrono::local_days day_of(LocalTime local) noexcept;
[[nodiscard]] Duration time_of_day(LocalTime local) noexcept;

}  // namespace spate::pacing
