// The rule by which a zone changes its offset every year, in POSIX's notation for TZ: "CET-1CEST,M3.5.0,M10.5.0/3".
// Zone data lists changes up to a certain year and ends with the rule for all later years (RFC 8536, section 3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spate {

// Thread-safe. Seconds count from the Unix epoch.
class ZoneRule {
 public:
  // The local time at one second.
  struct Info {
    std::int64_t offset = 0;  // local time minus UTC, seconds
    bool daylight_saving = false;
    const char* abbreviation = "";  // valid as long as the rule
  };

  // Returns nullopt if the text is not such a rule. The hour of a change may be between -167 and 167, as in RFC 8536.
  [[nodiscard]] static std::optional<ZoneRule> parse(std::string_view text);

  [[nodiscard]] Info at(std::int64_t second) const noexcept;
  // The first second after `second` with a different offset. Returns nullopt if the offset never changes again.
  [[nodiscard]] std::optional<std::int64_t> next_change(std::int64_t second) const noexcept;

 private:
  friend class ZoneRuleParser;

  // A day of every year and a local time on it.
  struct Date {
    enum class Kind { without_leap_day, with_leap_day, week };
    Kind kind = Kind::week;
    int day = 0;   // from 1, or from 0 with_leap_day; in a week, 0 is Sunday
    int week = 0;  // 1 to 5; 5 is the last
    int month = 0;
    std::int64_t time = 7'200;
  };
  struct Change {
    std::int64_t second = 0;
    bool to_daylight_saving = false;
  };

  // The local time of the change in `year`, counted as if it were UTC.
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
