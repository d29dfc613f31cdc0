// What time it is in a scenario: what its clock shows, and the real instant at which it starts.
#pragma once

#include "scenario/keys/section.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// `clock` of the top level. Reports every problem.
[[nodiscard]] Clock read_clock(const Section& scenario);

// `start_at` of the top level.
[[nodiscard]] StartAt read_start_at(const Section& scenario);

// The real instant of T = 0 of a run that is ready to send at `now`: where the scenario names no
// instant, now.
[[nodiscard]] WallTime start_time(const StartAt& start_at, WallTime now);

// What the scenario's clock shows at T = 0 if that is the real instant `first`.
[[nodiscard]] WallTime clock_at_start(const Scenario& scenario, WallTime first);

// `next_minute` becomes the first full minute after `now`: of the time at which spate was started, not when its brokers
// answered, so that shards started in one minute agree.
void resolve_start(StartAt& start_at, WallTime now);

}  // namespace spate::scenario
