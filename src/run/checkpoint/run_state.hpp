// Where a run is, as text that outlives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream_position.hpp"
#include "base/time.hpp"
#include "run/checkpoint/schedule_state.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::run {

inline constexpr std::uint64_t kNoMark = UINT64_MAX;

struct StreamState {
  std::string name;
  StreamPosition next;           // every record before it is settled
  std::uint64_t sent_index = 0;  // none from here on had been enqueued when this was written,
  std::uint64_t mark = kNoMark;  // nor from where this one of the marks stands
  ScheduleState schedule;
};

struct RunState {
  std::string scenario;  // its name
  std::uint64_t seed = 0;
  scenario::Shard shard;
  std::optional<WallTime> start;  // the real instant of T = 0, if it was named
  StreamTime elapsed{};           // since T = 0
  std::uint64_t marks = 0;        // which file of marks goes with it
  std::vector<StreamState> streams;
};

// Of the rate, with arrivals and start_after.
[[nodiscard]] std::uint64_t rate_mark(const scenario::Stream& stream);

// A state file is larger than this only by mistake.
inline constexpr std::size_t kMaxStateBytes = std::size_t{16} << 20U;

// JSON, with a check sum, newline-terminated.
[[nodiscard]] std::string to_text(const RunState& state);
// What to_text() wrote, or what is wrong with the text.
[[nodiscard]] scenario::Parsed<RunState> parse_state(std::string_view text);
// The text with this JSON value as the run, whatever it is, and a check sum that fits: for tests of the reader.
[[nodiscard]] std::string sealed(std::string_view run);

}  // namespace spate::run
