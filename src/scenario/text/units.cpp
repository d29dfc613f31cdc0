#include "scenario/text/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "scenario/text/decimal_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kTimeUnitList = "us, ms, s, min, h or d";

std::string duration_problem(std::string_view text, const NumberAndUnit& parts) {
  if (!parts.number)
    return fmt::format("invalid duration {}: use a number and {}, such as 30s", quote_value(text), kTimeUnitList);
  const auto number = text.substr(0, text.find_last_of("0123456789") + 1);
  if (parts.unit.empty())
    return fmt::format("missing unit in {}: use {}s (or {})", quote_value(text), number, kTimeUnitList);
  if (parts.unit == "m") return fmt::format("{} could mean minutes or months: use {}min", quote_value(text), number);
  return fmt::format("unknown unit in {}: use {}", quote_value(text), kTimeUnitList);
}

std::string size_problem(std::string_view text, const NumberAndUnit& parts) {
  if (!parts.number)
    return fmt::format("invalid size {}: use a number and a unit, such as 10 MB or 512 KiB", quote_value(text));
  if (parts.unit.empty())
    return fmt::format("missing unit in {}: use {}B (or KB, MB, GB, TB, KiB, MiB, GiB, TiB)", quote_value(text), text);
  return fmt::format("unknown unit in {}: use B, KB, MB, GB, TB, KiB, MiB, GiB or TiB", quote_value(text));
}

std::optional<double> share(const DecimalText& number, std::string_view unit) {
  const double value = static_cast<double>(number.digits) / static_cast<double>(number.scale);
  if (unit == "%") return value / 100;
  return unit.empty() ? std::optional{value} : std::nullopt;
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  const auto parts = split_number(text);
  const auto unit = time_unit(parts.unit);
  if (!parts.number || !unit) return {std::nullopt, duration_problem(text, parts)};
  const auto span = times(*parts.number, static_cast<std::uint64_t>(unit->count()));
  if (!span || *span > static_cast<std::uint64_t>(Duration::max().count()))
    return {std::nullopt, fmt::format("invalid duration {}: use whole nanoseconds below 292 years", quote_value(text))};
  return {Duration{static_cast<Duration::rep>(*span)}, {}};
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
  const auto parts = split_number(text);
  const auto unit = size_unit(parts.unit);
  if (!parts.number || !unit) return {std::nullopt, size_problem(text, parts)};
  if (const auto bytes = times(*parts.number, *unit)) return {*bytes, {}};
  return {std::nullopt, fmt::format("invalid size {}: use whole bytes below 16 EiB", quote_value(text))};
}

Parsed<double> parse_share(std::string_view text) {
  const auto parts = split_number(text);
  const auto value = parts.number ? share(*parts.number, parts.unit) : std::nullopt;
  if (!value) return {std::nullopt, fmt::format("invalid share {}: use a share such as 2% or 0.02", quote_value(text))};
  if (*value <= 1) return {*value, {}};
  if (parts.unit.empty() && *value <= 100)
    return {std::nullopt, fmt::format("share {} is above 1: use {}%, or a share up to 1", quote_value(text), text)};
  return {std::nullopt, fmt::format("share {} is above 100%: use a share up to 100% or 1", quote_value(text))};
}

Parsed<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size()) return {count, {}};
  if (error == std::errc::result_out_of_range)
    return {std::nullopt, fmt::format("{} does not fit into 64 bits: use at most {}", quote_value(text), UINT64_MAX)};
  return {std::nullopt, fmt::format("invalid integer {}: use digits only", quote_value(text))};
}

std::string format_duration(Duration span) {
  constexpr std::array<std::pair<Duration, std::string_view>, 6> units{
      {{kDay, "d"}, {kHour, "h"}, {kMinute, "min"}, {kSecond, "s"}, {kMillisecond, "ms"}, {kMicrosecond, "us"}}};
  if (span == Duration{}) return "0s";
  for (const auto& [worth, name] : units)
    if (span % worth == Duration{}) return fmt::format("{}{}", span / worth, name);
  return fmt::format("{}.{:03}us", span / kMicrosecond, (span % kMicrosecond).count());
}

std::string format_size(std::uint64_t bytes) {
  constexpr std::array<std::pair<std::uint64_t, std::string_view>, 7> units{{{1ULL << 40U, "TiB"},
                                                                             {1ULL << 30U, "GiB"},
                                                                             {1000'000'000, "GB"},
                                                                             {1ULL << 20U, "MiB"},
                                                                             {1000'000, "MB"},
                                                                             {1ULL << 10U, "KiB"},
                                                                             {1000, "KB"}}};
  for (const auto& [worth, name] : units)
    if (bytes > 0 && bytes % worth == 0) return fmt::format("{} {}", bytes / worth, name);
  return fmt::format("{} B", bytes);
}

std::string quote_value(std::string_view text) {
  constexpr std::size_t kMaxBytes = 60;
  if (text.size() <= kMaxBytes) return fmt::format("\"{}\"", text);
  auto end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("\"{}…\"", text.substr(0, end));
}

}  // namespace spate::scenario
