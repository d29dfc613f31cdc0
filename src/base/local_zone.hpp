// The time zone of local time.
#pragma once

#include <optional>
#include <string>

namespace spate {

struct LocalZone {
  std::string name;      // IANA name, file, POSIX rule or UTC
  bool unknown = false;  // TZ is invalid: the C library uses UTC
};

// Reads TZ as glibc does (tzset(3)). nullopt means that TZ is not set.
[[nodiscard]] LocalZone local_zone(const std::optional<std::string>& tz);
// The local zone of this process.
[[nodiscard]] LocalZone local_zone();

}  // namespace spate
