// Reads a rate that is a schedule: stages, one after the other.
#pragma once

#include <optional>

#include "scenario/section.hpp"

namespace spate {

// What stands under `rate` of this section, a map. Reports every problem; nothing when there was one.
[[nodiscard]] std::optional<RateProfile> read_rate_schedule(const Section& stream, std::string_view name,
                                                            const Node& node);

}  // namespace spate
