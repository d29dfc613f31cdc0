#include "scenario/text/rate_text.hpp"

#include <fmt/format.h>

#include <limits>
#include <numeric>

#include "scenario/text/decimal_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kExamples = "use a rate such as 500/s, 30/min, 1/10min, 2 MiB/s or max";
constexpr std::uint64_t kMaxAmount = 999'999'999'999'999'999;  // limit of a printed number that can be read back
constexpr auto kMaxNanos = static_cast<std::uint64_t>(Duration::max().count());

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Parsed<Rate> invalid(std::string text) { return {std::nullopt, std::move(text)}; }

// Parses the interval after the slash: "s", "min", "300ms", "10 min". `rate` is the whole text, for messages.
Parsed<Duration> parse_per(std::string_view rate, std::string_view text) {
  if (const auto unit = time_unit(text)) return {*unit, {}};
  if (split_number(text).number) return parse_duration(text);
  if (text == "m")
    return {std::nullopt, fmt::format("{} could mean minutes or months: use {}in", quote_value(rate), rate)};
  return {std::nullopt,
          fmt::format("unknown time unit in {}: use /s, /min, /h, /d or a duration such as /300ms", quote_value(rate))};
}

// `digits / scale` of the unit every `per`, in lowest terms: 0.2/s becomes 1 per 5 s.
Parsed<Rate> exact_rate(std::string_view text, const DecimalText& number, std::uint64_t unit_worth, Rate::Unit unit,
                        Duration per) {
  const Uint128 amount = Uint128{number.digits} * unit_worth;
  const auto scale = number.scale;
  const auto common = std::gcd(static_cast<std::uint64_t>(amount % scale), scale);
  const Uint128 every = Uint128{static_cast<std::uint64_t>(per.count())} * (scale / common);
  const Uint128 reduced = amount / common;
  if (reduced > kMaxAmount || every > kMaxNanos)
    return invalid(
        fmt::format("{} is too large to be counted exactly: use a lower or rounder rate", quote_value(text)));
  if (unit == Rate::Unit::records && reduced > every)
    return invalid(
        fmt::format("{} is above one record per nanosecond: use max for an unlimited rate", quote_value(text)));
  return {Rate{unit, static_cast<std::uint64_t>(reduced), Duration{static_cast<Duration::rep>(every)}}, {}};
}

}  // namespace

Parsed<Rate> parse_rate(std::string_view text) {
  if (text == "max") return {Rate{Rate::Unit::unlimited, 0, {}}, {}};
  const auto slash = text.find('/');
  const auto parts = split_number(trimmed(text.substr(0, slash)));
  const auto bytes = size_unit(parts.unit);
  if (!parts.number || (!parts.unit.empty() && !bytes))
    return invalid(fmt::format("invalid rate {}: {}", quote_value(text), kExamples));
  if (slash == std::string_view::npos)
    return invalid(fmt::format("missing time unit in {}: use {}/s", quote_value(text), text));
  const auto per = parse_per(text, trimmed(text.substr(slash + 1)));
  if (!per.value) return invalid(per.problem);
  if (*per.value == Duration{})
    return invalid(fmt::format("the interval in {} is zero: use max for an unlimited rate", quote_value(text)));
  return exact_rate(text, *parts.number, bytes.value_or(1), bytes ? Rate::Unit::bytes : Rate::Unit::records,
                    *per.value);
}

Parsed<Factor> parse_factor(std::string_view text) {
  const auto parts = split_number(text);
  if (parts.number && parts.unit.empty())
    return {std::nullopt, fmt::format("missing x in {}: use {}x", quote_value(text), trimmed(text))};
  if (!parts.number || parts.unit != "x")
    return {std::nullopt, fmt::format("invalid factor {}: use a number and x, such as 3x", quote_value(text))};
  const auto [digits, scale] = *parts.number;
  const auto common = std::gcd(digits, scale);
  return {Factor{digits / common, scale / common}, {}};
}

std::string format_factor(const Factor& factor) {
  std::uint64_t scale = 1;
  while (scale % factor.over != 0 && scale < 1'000'000'000) scale *= 10;
  const auto digits = factor.times * (scale / factor.over);
  if (scale == 1) return fmt::format("{}x", digits);
  auto text = fmt::format("{}.{:0{}}", digits / scale, digits % scale, fmt::formatted_size("{}", scale) - 1);
  text.erase(text.find_last_not_of('0') + 1);
  return text + "x";
}

std::string format_rate(const Rate& rate) {
  if (rate.unit == Rate::Unit::unlimited) return "max";
  const auto amount = fmt::format("{}{}", rate.amount, rate.unit == Rate::Unit::bytes ? " B" : "");
  const auto per = format_duration(rate.per);
  const bool is_one_unit = per.size() > 1 && per.front() == '1' && !(per[1] >= '0' && per[1] <= '9') && per[1] != '.';
  return fmt::format("{}/{}", amount, is_one_unit ? per.substr(1) : per);
}

}  // namespace spate::scenario
