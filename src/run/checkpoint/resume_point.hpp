// The point at which a stream of a resumed run continues.
#pragma once

#include <memory>

#include "pacing/schedule.hpp"
#include "run/checkpoint/run_state.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

struct ResumePoint {
  ScheduleState state;
  pacing::Schedule written;      // the scenario's rate, from its own T = 0
  pacing::Schedule schedule;     // in stream time
  StreamPosition next = {};      // position of the first record
  std::uint64_t sent_index = 0;  // records below may be resent
  StreamTime elapsed{};          // stream time now; negative before the stream starts
};

// The scenario's clock shows `wall` at T = 0, which was `elapsed` ago. Without start_at, the run continues at the time
// at which `previous` was saved: the time in between does not count. Rates that use the wall clock follow it. A new
// stream starts now.
[[nodiscard]] ResumePoint resume_point(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                       const std::shared_ptr<const Recording>& recording, WallTime wall,
                                       StreamTime elapsed, const RunState& previous);

}  // namespace spate::run
