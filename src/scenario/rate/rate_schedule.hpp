// Reads a rate that is a schedule: stages, one after the other.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands under `name`: one rate, or a schedule. Reports every problem; nothing when there was one.
[[nodiscard]] std::optional<RateProfile> read_rate(const Section& section, std::string_view name);

}  // namespace spate::scenario
