// Timestamps of RFC 3339: 2026-11-24T18:00:00Z, 2026-11-24T19:00:00.5+01:00.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate {

// Returns nullopt if the text is not a timestamp, the day or time does not exist, or the year is not between 1700 and
// 2199.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(const std::string& text);

// Writes as many decimal places of the second as needed, and the UTC offset of the zone at that time. Without a zone:
// UTC, with "Z".
[[nodiscard]] std::string format_rfc3339(WallTime wall, const std::optional<Zone>& zone = std::nullopt);

}  // namespace spate
