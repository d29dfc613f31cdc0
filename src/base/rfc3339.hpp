// Instants as RFC 3339 writes them: 2026-11-24T18:00:00Z, 2026-11-24T19:00:00.5+01:00.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate {

// Nothing: no such text, no such day or time, or a year before 1700 or after 2199.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(const std::string& text);

// With as many digits after the second as it has, and the offset from UTC that the zone has then; "Z" where there is
// no zone.
[[nodiscard]] std::string format_rfc3339(WallTime wall, const std::optional<Zone>& zone = std::nullopt);

}  // namespace spate
