#include "scenario/text/calendar_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "scenario/model/rate.hpp"

namespace spate::scenario {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::uint8_t kEveryDay = 0x7F;

// Returns nullopt unless the text is two digits.
std::optional<int> two_digits(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<std::size_t> day_index(std::string_view name) {
  const auto match = std::find(kDays.begin(), kDays.end(), trimmed(name));
  return match == kDays.end() ? std::nullopt : std::optional{static_cast<std::size_t>(match - kDays.begin())};
}

// "mon" or "fri-mon".
std::optional<std::uint8_t> parse_day_range(std::string_view range) {
  const auto dash = range.find('-');
  const auto first = day_index(range.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : day_index(range.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  unsigned days = 1U << *last;
  for (auto at = *first; at != *last; at = (at + 1) % kDays.size()) days |= 1U << at;
  return static_cast<std::uint8_t>(days);
}

}  // namespace

Parsed<Duration> parse_time_of_day(std::string_view text, bool may_be_end_of_day) {
  if (text == "24:00" && may_be_end_of_day) return {kDay, {}};
  const bool has_form = text.size() == 5 && text[2] == ':';
  const auto hours = has_form ? two_digits(text.substr(0, 2)) : std::nullopt;
  const auto minutes = has_form ? two_digits(text.substr(3)) : std::nullopt;
  if (hours && minutes && *hours < 24 && *minutes < 60) return {*hours * kHour + *minutes * kMinute, {}};
  if (text == "24:00") return {std::nullopt, "24:00 is the midnight of the next day: use 00:00"};
  return {std::nullopt, fmt::format("invalid time of day {}: use HH:MM between 00:00 and {}", quote_value(text),
                                    may_be_end_of_day ? "24:00" : "23:59")};
}

std::string format_time_of_day(Duration time) {
  return fmt::format("{:02}:{:02}", time / kHour, time % kHour / kMinute);
}

Parsed<std::uint8_t> parse_days(std::string_view text) {
  unsigned days = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto range = parse_day_range(text.substr(at, end - at));
    if (!range)
      return {std::nullopt, fmt::format("invalid day {}: use mon to sun, a range (mon-fri) or a list (\"sat,sun\")",
                                        quote_value(trimmed(text.substr(at, end - at))))};
    days |= *range;
    at = end + 1;
  }
  return {static_cast<std::uint8_t>(days), {}};
}

std::string format_days(std::uint8_t days) {
  if (days == kEveryDay) return "mon-sun";
  std::string text;
  for (std::size_t first = 0; first < kDays.size(); ++first) {
    if (((days >> first) & 1U) == 0) continue;
    auto last = first;
    while (last + 1 < kDays.size() && ((days >> (last + 1)) & 1U) != 0) ++last;
    text += text.empty() ? "" : ",";
    text += kDays[first];
    if (last > first) text += fmt::format("-{}", kDays[last]);
    first = last;
  }
  return text;
}

}  // namespace spate::scenario
