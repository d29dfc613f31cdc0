// Reads a replay.
#pragma once

#include <filesystem>
#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reads `replay` and `key` of the stream; relative paths start at `directory`. The generator opens the file. Returns
// nullopt, and reports it, if the replay is invalid.
[[nodiscard]] std::optional<Replay> read_replay(const Section& stream, const std::filesystem::path& directory);

}  // namespace spate::scenario
