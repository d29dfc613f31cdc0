// One stage of a schedule, as it stands in the file.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands in this section. Reports every problem; nothing when there was one.
[[nodiscard]] std::optional<Stage> read_stage(const Section& stage);

}  // namespace spate::scenario
