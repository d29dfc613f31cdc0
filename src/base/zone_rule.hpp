// The rule by which a zone changes its offset every year, in POSIX's notation for TZ: "CET-1CEST,M3.5.0,M10.5.0/3".
// Zone data list changes up to some year, and end with the rule for all years after it (RFC 8536, section 3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spate {

// Thread-safe. Seconds are those since the Unix epoch.
class ZoneRule {
 public:
  // What holds at one second.
  struct Info {
    std::int64_t offset = 0;  // local time minus UTC, seconds
    bool daylight_saving = false;
    const char* abbreviation = "";  // lives as long as the rule
  };

  // Nothing if the text is no such rule. Hours of a change may go from -167 to 167, as RFC 8536 has them.
  [[nodiscard]] static std::optional<ZoneRule> parse(std::string_view text);

  [[nodiscard]] Info at(std::int64_t second) const noexcept;
  // The first second after `second` with another offset; nothing: it never changes again.
  [[nodiscard]] std::optional<std::int64_t> next_change(std::int64_t second) const noexcept;

 private:
  friend class ZoneRuleParser;

  // A day of each year, and the local time on it.
  struct Date {
    enum class Kind { without_leap_day, with_leap_day, week };
    Kind kind = Kind::week;
    int day = 0;   // from 1 without the leap day; from 0 with it; of a week from Sunday, 0
    int week = 0;  // 1 to 5, the last
    int month = 0;
    std::int64_t time = 7'200;
  };
  struct Change {
    std::int64_t second = 0;
    bool to_daylight_saving = false;
  };

  // Local midnight of the day, as if it were UTC, and the time on it.
  [[nodiscard]] static std::int64_t local_second(const Date& date, int year) noexcept;
  // The last change at or before `second`, or the first one after it.
  [[nodiscard]] Change change_near(std::int64_t second, bool after) const noexcept;

  std::string standard_name_, saving_name_;
  std::int64_t standard_ = 0;
  std::int64_t saving_ = 0;
  bool saves_ = false;  // the zone has daylight saving
  Date begin_, end_;
};

}  // namespace spate
