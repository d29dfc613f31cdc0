// Clock and start time of a scenario.
#pragma once

#include "scenario/keys/section.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Reads `clock` of the scenario. Reports problems.
[[nodiscard]] Clock read_clock(const Section& scenario);

// Reads `start_at` of the scenario.
[[nodiscard]] StartAt read_start_at(const Section& scenario);

// Start time (wall clock at T = 0) of a run that is ready to send at `now`. That is `now` if the scenario sets no start
// time.
[[nodiscard]] WallTime start_time(const StartAt& start_at, WallTime now);

// Time of the clock at T = 0, if T = 0 is `first` on the wall clock.
[[nodiscard]] WallTime clock_at_start(const Scenario& scenario, WallTime first);

// Resolves `next_minute` to the first full minute after `now`. Call it with the start of the process, not the time when
// brokers respond, so that shards agree.
void resolve_start(StartAt& start_at, WallTime now);

}  // namespace spate::scenario
