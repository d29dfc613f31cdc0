// Reading replay: records from a file.
#pragma once

#include <filesystem>
#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands under the stream's key `replay`, with the key of its records; relative paths start at `directory`. The
// file itself is opened when records are compiled. Nothing where it cannot be used, which is reported.
[[nodiscard]] std::optional<Replay> read_replay(const Section& stream, const std::filesystem::path& directory);

}  // namespace spate::scenario
