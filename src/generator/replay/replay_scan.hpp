// Reads a file to be replayed through, once: checks each line, and notes where the records are.
#pragma once

#include <optional>

#include "generator/input/input_file.hpp"
#include "generator/replay/replay_contents.hpp"
#include "generator/replay/replay_parser.hpp"
#include "generator/replay/scan_control.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Throws std::runtime_error where the file cannot be used at all, ScanCancelled where `control` says so. `control` may
// be null.
[[nodiscard]] ReplayContents scan_replay(const InputFile& file, const scenario::Replay& replay,
                                         const std::optional<RecordedField>& recorded, ScanControl* control);

}  // namespace spate::generator
