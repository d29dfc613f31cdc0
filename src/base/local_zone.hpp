// The time zone of local time.
#pragma once

#include <optional>
#include <string>

namespace spate {

struct LocalZone {
  std::string name;      // as `Europe/Paris`, a file, a rule such as CET-1CEST, or UTC
  bool unknown = false;  // TZ names no zone that this machine knows: the C library takes UTC then
};

// As glibc reads TZ (tzset(3)); nullopt where it is not set.
[[nodiscard]] LocalZone local_zone(const std::optional<std::string>& tz);
// That of this process.
[[nodiscard]] LocalZone local_zone();

}  // namespace spate
