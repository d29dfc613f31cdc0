// Where a stream resumes that an earlier run left.
#pragma once

#include <memory>

#include "pacing/schedule.hpp"
#include "run/checkpoint/run_state.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

struct ResumePoint {
  ScheduleState state;
  pacing::Schedule written;      // as the scenario writes it, from its own T = 0
  pacing::Schedule schedule;     // in the stream's time
  StreamPosition next = {};      // record
  std::uint64_t sent_index = 0;  // records before this one may have been sent before
  StreamTime elapsed{};          // in the stream's time, when it resumes; 0 or less: its T = 0 is still to come
};

// T = 0 of the run is where its clock shows `wall`, `elapsed` before now. `left`: what an earlier run left. Where T = 0
// is not named, the time that it left goes on, and the time in between counts nowhere; what it follows the clock in
// goes by the clock. A stream that is new begins now.
[[nodiscard]] ResumePoint resume_point(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                       const std::shared_ptr<const Recording>& recording, WallTime wall,
                                       StreamTime elapsed, const RunState& left);

}  // namespace spate::run
