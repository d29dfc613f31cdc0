// A time zone: local time with daylight saving, from the zone data of the system.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace spate {

struct ZoneData;

// A small value; thread-safe.
class Zone {
 public:
  // The system's own: TZ, else /etc/localtime.
  Zone() noexcept = default;
  // An IANA name such as Europe/Paris; nothing if the zone data have no such zone, or there are none.
  [[nodiscard]] static std::optional<Zone> named(const std::string& name);
  // All names the zone data have; none where there are no zone data.
  [[nodiscard]] static std::vector<std::string> names();

  // Local time minus UTC.
  [[nodiscard]] Duration offset_at(WallTime wall) const noexcept;
  // The first instant after `wall` and before `until` with another offset than `wall` has, else `until`.
  [[nodiscard]] WallTime next_change(WallTime wall, WallTime until) const noexcept;
  // The calendar there, for strftime. tm_zone lives as long as the process.
  void calendar(std::time_t second, std::tm& fields) const noexcept;

 private:
  const ZoneData* named_ = nullptr;  // lives as long as the process; null: the system's own
};

}  // namespace spate
