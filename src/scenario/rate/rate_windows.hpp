// The windows of a schedule, as they stand in the file.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands under `windows` of this schedule, none where nothing does. Reports every problem; nothing when there was
// one.
[[nodiscard]] std::optional<std::vector<Window>> read_windows(const Section& schedule);

}  // namespace spate::scenario
