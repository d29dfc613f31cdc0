// Reads one stage of a schedule.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Returns nullopt, and reports it, if the stage is invalid.
[[nodiscard]] std::optional<Stage> read_stage(const Section& stage);

}  // namespace spate::scenario
