#include "base/timestamp_parser.hpp"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace spate {
namespace {

constexpr std::size_t kMaxCharacters = 100;  // of one timestamp
// Largest distance from the epoch: leaves room for the offset of a zone in 64 bits.
constexpr Duration kMaxTime = Duration::max() - 2 * kDay;
constexpr int kDecimals = 9;  // of a second; more are ignored

__extension__ using Int128 = __int128;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Reads up to nine decimal places as nanoseconds. Moves `text` past all digits.
Duration read_decimals(const char*& text) noexcept {
  Duration::rep nanos = 0;
  int count = 0;
  for (; digit(*text); ++text)
    if (count < kDecimals) {
      nanos = nanos * 10 + (*text - '0');
      ++count;
    }
  for (; count < kDecimals; ++count) nanos *= 10;
  return Duration{nanos};
}

// Reads Z, +02:00 or +0200 as seconds east of UTC. Returns nullopt, and does not move `text`, if there is no offset.
std::optional<long> read_offset(const char*& text) noexcept {
  if (*text == 'Z' || *text == 'z') {
    ++text;
    return 0;
  }
  const char sign = *text;
  const char* at = text + 1;
  if (sign != '+' && sign != '-') return std::nullopt;
  std::array<long, 4> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == 2 && *at == ':') ++at;
    if (!digit(*at)) return std::nullopt;
    digits[i] = *at++ - '0';
  }
  text = at;
  const long seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60;
  return sign == '-' ? -seconds : seconds;
}

// Returns nullopt if the time does not fit in 64 bits.
std::optional<WallTime> instant_at(Int128 nanos) noexcept {
  if (nanos > kMaxTime.count() || nanos < -Int128{kMaxTime.count()}) return std::nullopt;
  return WallTime{Duration{static_cast<Duration::rep>(nanos)}};
}
std::optional<WallTime> instant_at(Int128 seconds, Duration fraction) noexcept {
  return instant_at(seconds * kSecond.count() + fraction.count());
}

// `pattern` comes from the user. TimestampParser::of() has checked it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
const char* parse(const char* text, const std::string& pattern, std::tm& fields) noexcept {
  return pattern.empty() ? text : ::strptime(text, pattern.c_str(), &fields);
}

bool print(char* out, std::size_t room, const std::string& pattern, const std::tm& fields) noexcept {
  return std::strftime(out, room, pattern.c_str(), &fields) > 0;
}
#pragma GCC diagnostic pop

// Reads the digits after "e". Returns nullopt if there are none. Caps the exponent at kMaxExponent.
std::optional<int> read_exponent(const char*& text) noexcept {
  constexpr int kMaxExponent = 10'000;
  const bool negative = *text == '-';
  if (negative || *text == '+') ++text;
  if (!digit(*text)) return std::nullopt;
  int exponent = 0;
  for (; digit(*text); ++text) exponent = std::min(kMaxExponent, exponent * 10 + (*text - '0'));
  return negative ? -exponent : exponent;
}

// Reads a JSON number, times the unit. Drops digits below 1 ns.
std::optional<WallTime> read_epoch(const char* text, Duration unit) noexcept {
  constexpr Int128 kMaxDigits =
      Int128{kMaxTime.count()} * kSecond.count();  // more digits are below 1 ns or beyond 64 bits
  const bool negative = *text == '-';
  if (negative) ++text;
  if (!digit(*text)) return std::nullopt;
  Int128 number = 0;
  int exponent = 0;
  const auto read_digits = [&](int step) {
    for (; digit(*text); ++text) {
      const bool room = number < kMaxDigits;
      if (room) number = number * 10 + (*text - '0');
      exponent += room ? step : step + 1;
    }
  };
  read_digits(0);
  if (*text == '.' && digit(text[1])) {
    ++text;
    read_digits(-1);
  }
  if (*text == 'e' || *text == 'E') {
    const auto written = read_exponent(++text);
    if (!written) return std::nullopt;
    exponent += *written;
  }
  if (*text != '\0') return std::nullopt;
  Int128 nanos = number * unit.count();
  for (; exponent < 0 && nanos > 0; ++exponent) nanos /= 10;
  for (; exponent > 0 && nanos > 0 && nanos <= kMaxTime.count(); --exponent) nanos *= 10;
  return instant_at(negative ? -nanos : nanos);
}

}  // namespace

std::optional<TimestampParser> TimestampParser::of(std::string_view format, const Zone& zone) {
  TimestampParser parser;
  parser.zone_ = zone;
  parser.utc_ = format == "iso_utc";
  if (format == "iso" || format == "iso_utc") return parser;
  parser.encoding_ = Encoding::epoch;
  if (format == "epoch_s") return parser;
  parser.unit_ = format == "epoch_ms" ? kMillisecond : format == "epoch_us" ? kMicrosecond : Duration{1};
  if (format == "epoch_ms" || format == "epoch_us" || format == "epoch_ns") return parser;
  parser.encoding_ = Encoding::pattern;
  auto* pattern = &parser.before_;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%' || at + 1 == format.size()) {
      *pattern += format[at];
      continue;
    }
    const char conversion = format[++at];
    if (conversion == 'f') {
      if (parser.has_fraction_) return std::nullopt;
      parser.has_fraction_ = true;
      pattern = &parser.after_;
      continue;
    }
    parser.has_offset_ = parser.has_offset_ || conversion == 'z';
    *pattern += {'%', conversion};
  }
  // Formats a sample time and parses it back, to reject a pattern that does not determine the day.
  constexpr std::chrono::sys_seconds kSample{std::chrono::seconds{1'795'457'615}};
  std::tm fields{};
  zone.calendar(kSample.time_since_epoch().count(), fields);
  std::array<char, 2 * kMaxCharacters> text{};
  std::string whole = parser.before_ + (parser.has_fraction_ ? "000000" : "") + parser.after_;
  if (whole.find('%') == std::string::npos || !print(text.data(), kMaxCharacters, whole, fields)) return std::nullopt;
  const auto parsed = parser.read(text.data());
  const auto second = std::chrono::floor<std::chrono::seconds>(parsed.value_or(WallTime{}));
  if (!parsed || second > kSample || second <= kSample - kDay) return std::nullopt;
  return parser;
}

std::optional<WallTime> TimestampParser::read(std::string_view text) const noexcept {
  std::array<char, kMaxCharacters + 1> copy{};
  if (text.empty() || text.size() > kMaxCharacters || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(copy.data(), text.data(), text.size());
  if (encoding_ == Encoding::epoch) return read_epoch(copy.data(), unit_);
  return encoding_ == Encoding::iso ? read_iso(copy.data()) : read_pattern(copy.data());
}

std::optional<WallTime> TimestampParser::read_iso(const char* text) const noexcept {
  std::tm fields{};
  const char* at = ::strptime(text, "%Y-%m-%d", &fields);
  if (at == nullptr || (*at != 'T' && *at != 't' && *at != ' ')) return std::nullopt;
  at = ::strptime(at + 1, "%H:%M:%S", &fields);
  if (at == nullptr) return std::nullopt;
  Duration fraction{};
  if (*at == '.' || *at == ',') fraction = read_decimals(++at);
  const auto offset = read_offset(at);
  if (*at != '\0') return std::nullopt;
  fields.tm_gmtoff = offset.value_or(0);
  return timestamp_from(fields, fraction, offset || utc_);
}

std::optional<WallTime> TimestampParser::read_pattern(const char* text) const noexcept {
  std::tm fields{};
  const char* at = parse(text, before_, fields);
  Duration fraction{};
  if (at != nullptr && has_fraction_) {
    if (!digit(*at)) return std::nullopt;
    fraction = read_decimals(at);
    at = parse(at, after_, fields);
  }
  if (at == nullptr || *at != '\0') return std::nullopt;
  return timestamp_from(fields, fraction, has_offset_);
}

// timegm() turns February 30 into a day of March. Such a date is rejected.
std::optional<WallTime> TimestampParser::timestamp_from(std::tm fields, Duration fraction,
                                                        bool with_offset) const noexcept {
  const long offset = fields.tm_gmtoff;
  std::tm exact = fields;
  const std::time_t local = ::timegm(&exact);
  if (exact.tm_mday != fields.tm_mday && fields.tm_sec < 60) return std::nullopt;
  const auto local_time = instant_at(local, fraction);
  if (!local_time) return std::nullopt;
  if (with_offset) return instant_at(Int128{local} - offset, fraction);
  // The offset depends on the UTC time, which depends on the offset: a first guess, then one correction.
  const WallTime guess = *local_time - zone_.offset_at(*local_time);
  return *local_time - zone_.offset_at(guess);
}

}  // namespace spate
