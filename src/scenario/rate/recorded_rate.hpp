// Reads a recorded rate: {timestamp: /ts, format: iso_utc, speed: 3x}.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reads a rate with the key `recorded`. Returns nullopt, and reports it, if it is invalid.
[[nodiscard]] std::optional<RateProfile> read_recorded_rate(const Section& rate);

// Checks a recorded rate against its stream: it needs a replayed file with fields, and no `arrivals`. Sets the field of
// `rewrite_timestamp: true`.
void join_recorded(const Section& section, Stream& stream);

}  // namespace spate::scenario
