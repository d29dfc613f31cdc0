// What the streams of a scenario know of one another's schedules, for references from one to another.
#pragma once

#include "generator/timetable.hpp"
#include "scenario/scenario.hpp"

namespace spate {

// One per stream whose records are due at instants known beforehand: a rate in records that is not
// recorded, no end in bytes. Times count
// from T = 0 of the run; a bounded stream's records end with its bound.
[[nodiscard]] Timetables timetables_of(const Scenario& scenario);

}  // namespace spate
