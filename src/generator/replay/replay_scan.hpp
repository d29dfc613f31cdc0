// Scans a replayed file once: checks each line and records the positions of the records.
#pragma once

#include <optional>

#include "generator/input/input_file.hpp"
#include "generator/replay/replay_contents.hpp"
#include "generator/replay/replay_parser.hpp"
#include "generator/replay/scan_control.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Throws std::runtime_error if the file is unusable, ScanCancelled if `control` is cancelled. `control` may be null.
[[nodiscard]] ReplayContents scan_replay(const InputFile& file, const scenario::Replay& replay,
                                         const std::optional<RecordedField>& recorded, ScanControl* control);

}  // namespace spate::generator
