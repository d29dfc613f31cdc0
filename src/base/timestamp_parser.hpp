// Reads instants written as text, in the formats that now(format) writes.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/zone.hpp"

namespace spate {

// A small value; thread-safe. Instants are nanoseconds since the Unix epoch, of the years 1678 to 2261.
class TimestampParser {
 public:
  // `format` is iso, iso_utc (both RFC 3339 with a space, a missing zone or any number of decimals allowed; without a
  // zone iso is local and iso_utc UTC), epoch_s, epoch_ms, epoch_us, epoch_ns (as JSON numbers), or strptime's
  // conversions with %f for the decimals of a second, local unless %z is among them. Nothing: none of these, or one
  // that leaves the day out.
  [[nodiscard]] static std::optional<TimestampParser> of(std::string_view format, const Zone& zone);

  // Nothing: `text` is not written like this. Allocates nothing.
  [[nodiscard]] std::optional<WallTime> read(std::string_view text) const noexcept;

 private:
  enum class Encoding { iso, epoch, pattern };

  [[nodiscard]] std::optional<WallTime> read_iso(const char* text) const noexcept;
  [[nodiscard]] std::optional<WallTime> read_pattern(const char* text) const noexcept;
  [[nodiscard]] std::optional<WallTime> timestamp_from(std::tm fields, Duration fraction,
                                                       bool with_offset) const noexcept;

  Encoding encoding_ = Encoding::iso;
  Zone zone_;
  bool utc_ = false;         // a text without a zone is
  Duration unit_ = kSecond;  // of an epoch
  std::string before_;       // %f
  std::string after_;
  bool has_fraction_ = false;
  bool has_offset_ = false;
};

}  // namespace spate
