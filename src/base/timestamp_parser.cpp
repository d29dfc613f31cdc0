#include "base/timestamp_parser.hpp"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace spate {
namespace {

constexpr std::size_t kMaxCharacters = 100;  // characters; no instant is longer
// So far from the epoch on either side; a zone's offset fits beyond.
constexpr Duration kMaxTime = Duration::max() - 2 * kDay;
constexpr int kDecimals = 9;  // of a second; further ones are dropped

__extension__ using Int128 = __int128;

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Up to nine decimals as nanoseconds; `text` moves behind all of them.
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

// Z, +02:00 or +0200, to seconds east of UTC; nothing there: no offset, and `text` stays.
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

// Nothing: beyond what 64 bits hold.
std::optional<WallTime> instant_at(Int128 nanos) noexcept {
  if (nanos > kMaxTime.count() || nanos < -Int128{kMaxTime.count()}) return std::nullopt;
  return WallTime{Duration{static_cast<Duration::rep>(nanos)}};
}
std::optional<WallTime> instant_at(Int128 seconds, Duration fraction) noexcept {
  return instant_at(seconds * kSecond.count() + fraction.count());
}

// The pattern is the user's; it was tried when the reader was made.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
const char* parse(const char* text, const std::string& pattern, std::tm& fields) noexcept {
  return pattern.empty() ? text : ::strptime(text, pattern.c_str(), &fields);
}

bool print(char* out, std::size_t room, const std::string& pattern, const std::tm& fields) noexcept {
  return std::strftime(out, room, pattern.c_str(), &fields) > 0;
}
#pragma GCC diagnostic pop

// Behind an e; nothing: no digits. More than any number needs counts as so much.
std::optional<int> read_exponent(const char*& text) noexcept {
  constexpr int kMaxExponent = 10'000;
  const bool negative = *text == '-';
  if (negative || *text == '+') ++text;
  if (!digit(*text)) return std::nullopt;
  int exponent = 0;
  for (; digit(*text); ++text) exponent = std::min(kMaxExponent, exponent * 10 + (*text - '0'));
  return negative ? -exponent : exponent;
}

// A number as JSON writes it, an exponent included, times the unit; what is below a nanosecond is dropped.
std::optional<WallTime> read_epoch(const char* text, Duration unit) noexcept {
  constexpr Int128 kMaxDigits =
      Int128{kMaxTime.count()} * kSecond.count();  // further digits are below a nanosecond, or beyond 64 bits
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
  TimestampParser reader;
  reader.zone_ = zone;
  reader.utc_ = format == "iso_utc";
  if (format == "iso" || format == "iso_utc") return reader;
  reader.encoding_ = Encoding::epoch;
  if (format == "epoch_s") return reader;
  reader.unit_ = format == "epoch_ms" ? kMillisecond : format == "epoch_us" ? kMicrosecond : Duration{1};
  if (format == "epoch_ms" || format == "epoch_us" || format == "epoch_ns") return reader;
  reader.encoding_ = Encoding::pattern;
  auto* pattern = &reader.before_;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%' || at + 1 == format.size()) {
      *pattern += format[at];
      continue;
    }
    const char what = format[++at];
    if (what == 'f') {
      if (reader.has_fraction_) return std::nullopt;
      reader.has_fraction_ = true;
      pattern = &reader.after_;
      continue;
    }
    reader.has_offset_ = reader.has_offset_ || what == 'z';
    *pattern += {'%', what};
  }
  // Whether a day can be told from it shows when one is written so and read back.
  constexpr std::chrono::sys_seconds kTried{std::chrono::seconds{1'795'457'615}};
  std::tm fields{};
  zone.calendar(kTried.time_since_epoch().count(), fields);
  std::array<char, 2 * kMaxCharacters> text{};
  std::string whole = reader.before_ + (reader.has_fraction_ ? "000000" : "") + reader.after_;
  if (whole.find('%') == std::string::npos || !print(text.data(), kMaxCharacters, whole, fields)) return std::nullopt;
  const auto found = reader.read(text.data());
  const auto second = std::chrono::floor<std::chrono::seconds>(found.value_or(WallTime{}));
  if (!found || second > kTried || second <= kTried - kDay) return std::nullopt;
  return reader;
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

// timegm takes the 30th of February for a day in March; that is no date.
std::optional<WallTime> TimestampParser::timestamp_from(std::tm fields, Duration fraction,
                                                        bool with_offset) const noexcept {
  const long offset = fields.tm_gmtoff;
  std::tm exact = fields;
  const std::time_t local = ::timegm(&exact);
  if (exact.tm_mday != fields.tm_mday && fields.tm_sec < 60) return std::nullopt;
  const auto shown = instant_at(local, fraction);
  if (!shown || with_offset) return shown ? instant_at(Int128{local} - offset, fraction) : shown;
  // The offset of the zone then: guessed by the one nearby, and asked again there.
  const WallTime nearby = *shown - zone_.offset_at(*shown);
  return *shown - zone_.offset_at(nearby);
}

}  // namespace spate
