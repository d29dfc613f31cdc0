// The position of a stream in its schedule. The same value is used in a run, in the state file and on resume.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {
class ScheduleHistory;
}

namespace spate::run {

// The record and time from which stop_after of a stream counts.
struct BoundsStart {
  std::uint64_t record = 0;
  StreamTime at{};  // since the stream's T = 0
};

// The scenario holds the written rate. The stream's ScheduleHistory holds the schedules that replaced it.
struct ScheduleState {
  std::uint64_t rate_hash = 0;  // of the written rate: see rate_hash()
  Duration start{};             // T = 0 of the stream, since T = 0
  StreamTime epoch{};           // T = 0 of the written rate, since T = 0
  bool modified = false;        // due times differ from the written rate
  BoundsStart bounds = {};
};

// What the scenario's clock shows at T = 0 of the written rate, without start_after, as schedule_of() expects it.
// `wall`: what the clock shows at T = 0 of the run.
[[nodiscard]] inline WallTime clock_at_epoch(const ScheduleState& state, const scenario::Stream& stream,
                                             WallTime wall) noexcept {
  return wall + since_start(state.epoch - stream.start_after);
}

// What references to a stream need to know: when its records are due, and since when their content is the current one.
struct StreamTimeline {
  const pacing::ScheduleHistory* history = nullptr;
  Duration start{};  // as in ScheduleState
  BoundsStart bounds = {};
  std::optional<StreamTime> records_changed_at =
      {};  // since T = 0 of the run: a reload last changed what its records hold
};

}  // namespace spate::run
