// The schedule of a stream as the scenario defines it.
#pragma once

#include "pacing/schedule.hpp"
#include "pacing/shard_indices.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {

// `wall` is the time of the scenario's clock at T = 0 of the run: clock.start, or the wall-clock time. T = 0 of the
// schedule is `start_after` later. Worker, references, samples and plans all use this function. A stream with a
// recorded rate needs `recording`.
[[nodiscard]] Schedule schedule_of(const scenario::Scenario& scenario, const scenario::Stream& stream, WallTime wall,
                                   std::shared_ptr<const Recording> recording = nullptr);

// The indexes of this process: all, or those of its shard.
[[nodiscard]] inline ShardIndices shard_indices_of(const scenario::Scenario& scenario) noexcept {
  return {.first = scenario.shard.index, .step = scenario.shard.count};
}

}  // namespace spate::pacing
