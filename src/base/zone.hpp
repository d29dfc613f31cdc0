// A time zone: local time with daylight saving, from the zone data of the system.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace spate {

struct ZoneData;

// Cheap to copy. Thread-safe.
class Zone {
 public:
  // The local zone of this process: TZ, else /etc/localtime.
  Zone() noexcept = default;
  // `name` is an IANA name such as Europe/Paris. Returns nullopt if the zone data does not contain it or is missing.
  [[nodiscard]] static std::optional<Zone> named(const std::string& name);
  // All names in the zone data. Empty if the zone data is missing.
  [[nodiscard]] static std::vector<std::string> names();

  // Local time minus UTC.
  [[nodiscard]] Duration offset_at(WallTime wall) const noexcept;
  // The first time after `wall` and before `until` with a different offset, or `until` if there is none.
  [[nodiscard]] WallTime next_change(WallTime wall, WallTime until) const noexcept;
  // Fills `fields` with the local time, for strftime. tm_zone stays valid until the process ends.
  void calendar(std::time_t second, std::tm& fields) const noexcept;

 private:
  const ZoneData* named_ = nullptr;  // never freed; null: local zone
};

}  // namespace spate
