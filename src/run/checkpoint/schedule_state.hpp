// Where a stream is in its schedule: one value, used while the stream runs, in the state file and on resume.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {
class ScheduleHistory;
}

namespace spate::run {

// What the bounds of a stream count from.
struct BoundsStart {
  std::uint64_t record = 0;
  StreamTime at{};  // since the stream's T = 0
};

// The written rate itself is in the scenario, and what took its place is in the stream's ScheduleHistory.
struct ScheduleState {
  std::uint64_t written = 0;  // tells one written rate from another: see rate_mark()
  Duration start{};           // T = 0 of the stream, since that of the run
  StreamTime epoch{};         // T = 0 of the written rate, since that of the run
  bool modified = false;      // its records are not due where the written rate alone has them
  BoundsStart bounds = {};
};

// What the scenario's clock shows at T = 0 of the written rate, start_after left aside, as schedule_of() takes it.
// `wall`: what it shows at T = 0 of the run.
[[nodiscard]] inline WallTime clock_at_epoch(const ScheduleState& state, const scenario::Stream& stream,
                                             WallTime wall) noexcept {
  return wall + since_start(state.epoch - stream.start_after);
}

// What a stream follows, as those see it that refer to its records.
struct StreamTimeline {
  const pacing::ScheduleHistory* history = nullptr;
  Duration start{};  // as in ScheduleState
  BoundsStart bounds = {};
  std::optional<StreamTime> remade = {};  // since T = 0 of the run: a reload last changed what its records hold
};

}  // namespace spate::run
