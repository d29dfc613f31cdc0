// The schedule of a stream as its scenario writes it.
#pragma once

#include "pacing/schedule.hpp"
#include "pacing/shard_indices.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {

// `wall` is what the scenario's clock shows at T = 0 of the run: clock.start, else the real time. The schedule's own
// T = 0 is `start_after` later. The same for the worker, for references, samples and plans. `recording`: of a
// stream whose rate is recorded.
[[nodiscard]] Schedule schedule_of(const scenario::Scenario& scenario, const scenario::Stream& stream, WallTime wall,
                                   std::shared_ptr<const Recording> recording = nullptr);

// Those of the schedule's slots that are this process's: every one, or its shard's.
[[nodiscard]] inline ShardIndices shard_indices_of(const scenario::Scenario& scenario) noexcept {
  return {.first = scenario.shard.index, .step = scenario.shard.count};
}

}  // namespace spate::pacing
