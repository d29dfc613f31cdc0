// The position of a run, and its text in the state file.
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

inline constexpr std::uint64_t kNoSentSlot = UINT64_MAX;

struct StreamState {
  std::string name;
  StreamPosition next;                    // resume index: all records before are settled
  std::uint64_t sent_index = 0;           // at the time of the save
  std::uint64_t sent_slot = kNoSentSlot;  // of the stream in the sent index file
  ScheduleState schedule;
};

struct RunState {
  std::string scenario;  // name of the scenario
  std::uint64_t seed = 0;
  scenario::Shard shard;
  std::optional<WallTime> start;  // start time, if the scenario sets start_at
  StreamTime elapsed{};           // since T = 0
  std::uint64_t sent_file = 0;    // number of the sent index file
  std::vector<StreamState> streams;
};

// A hash of the rate, arrivals and start_after: it differs if a reload or a restart changed one of them.
[[nodiscard]] std::uint64_t rate_hash(const scenario::Stream& stream);

// Maximum size of a state file.
inline constexpr std::size_t kMaxStateBytes = std::size_t{16} << 20U;

// JSON with a checksum, newline-terminated.
[[nodiscard]] std::string to_text(const RunState& state);
// Parses the output of to_text(). Returns a problem if the text is damaged or of another version.
[[nodiscard]] scenario::Parsed<RunState> parse_state(std::string_view text);
// A state file with any JSON value as its run, and a valid checksum. For tests of the parser.
[[nodiscard]] std::string with_valid_checksum(std::string_view run);

}  // namespace spate::run
