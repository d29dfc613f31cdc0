// Parses timestamps in the formats that now(format) writes.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate {

// Cheap to copy. Thread-safe. Accepts the years 1678 to 2261.
class TimestampParser {
 public:
  // `format` is one of:
  // - iso, iso_utc: RFC 3339, also with a space instead of T, without an offset, or with any number of decimal places.
  //   Without an offset, iso is local time and iso_utc is UTC.
  // - epoch_s, epoch_ms, epoch_us, epoch_ns: JSON numbers.
  // - a pattern of strptime(3) with %f for the decimal places of a second: local time unless it contains %z.
  // Returns nullopt for another format, or if the pattern does not determine the day.
  [[nodiscard]] static std::optional<TimestampParser> of(std::string_view format, const Zone& zone);

  // Returns nullopt if `text` does not have the format. Does not allocate.
  [[nodiscard]] std::optional<WallTime> read(std::string_view text) const noexcept;

 private:
  enum class Encoding { iso, epoch, pattern };

  [[nodiscard]] std::optional<WallTime> read_iso(const char* text) const noexcept;
  [[nodiscard]] std::optional<WallTime> read_pattern(const char* text) const noexcept;
  [[nodiscard]] std::optional<WallTime> timestamp_from(std::tm fields, Duration fraction,
                                                       bool with_offset) const noexcept;

  Encoding encoding_ = Encoding::iso;
  Zone zone_;
  bool utc_ = false;         // default for text without an offset
  Duration unit_ = kSecond;  // of the epoch formats
  std::string before_;       // pattern before %f
  std::string after_;        // pattern after %f
  bool has_fraction_ = false;
  bool has_offset_ = false;
};

}  // namespace spate
