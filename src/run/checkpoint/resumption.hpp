// Where a stream goes on that an earlier run left.
#pragma once

#include <memory>

#include "pacing/schedule.hpp"
#include "run/checkpoint/run_state.hpp"
#include "scenario/model/scenario.hpp"

namespace spate {

struct Resumption {
  Schedule written;               // as the scenario writes it, in its own time
  Schedule schedule;              // in the stream's time
  WallTime shown{};               // by the scenario's clock at T = 0 of the written one, start_after left aside
  Progress progress = {};         // the next record
  Duration start_after{};         // the stream's T = 0, since that of the run
  StreamTime elapsed{};           // of the stream's time when it goes on; 0 or less: its T = 0 is still to come
  std::uint64_t again = 0;        // records before this one may have been sent before
  StreamTime rate_began{};        // T = 0 of the written rate, in the stream's time
  bool changed = false;           // as in StreamState
  std::uint64_t bounds_from = 0;  // likewise
  StreamTime bounds_at{};
};

// T = 0 of the run is where its clock shows `wall`, `elapsed` before now. `left`: what an earlier run left. Where T = 0
// is not named, the time that it left goes on, and the time in between counts nowhere; what it follows the clock in
// goes by the clock. A stream that is new begins now.
[[nodiscard]] Resumption resumption(const Scenario& scenario, const Stream& stream,
                                    const std::shared_ptr<const Recording>& recording, WallTime wall,
                                    StreamTime elapsed, const RunState& left);

}  // namespace spate
