// Reads a rate or a schedule of stages.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reads the value of `name`. Returns nullopt, and reports it, if it is invalid.
[[nodiscard]] std::optional<RateProfile> read_rate(const Section& section, std::string_view name);

}  // namespace spate::scenario
