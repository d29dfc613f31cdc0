// Reads the windows of a schedule.
#pragma once

#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reads `windows`; an empty list if absent. Returns nullopt, and reports it, if one is invalid.
[[nodiscard]] std::optional<std::vector<Window>> read_windows(const Section& schedule);

}  // namespace spate::scenario
