// Reads a rate that was recorded: {timestamp: /ts, format: iso_utc, speed: 3x}.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands in a rate's map with the key `recorded`. Reports every problem; nothing when there was one.
[[nodiscard]] std::optional<RateProfile> read_recorded_rate(const Section& rate);

// What a recorded rate and the rest of its stream ask of each other: records from a file that have fields, no arrivals
// of their own; and `rewrite_timestamp: true` gets the rate's field. Reports what does not fit.
void join_recorded(const Section& section, Stream& stream);

}  // namespace spate::scenario
