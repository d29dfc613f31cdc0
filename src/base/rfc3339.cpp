#include "base/rfc3339.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <regex>

namespace spate {
namespace {

constexpr int kFirstYear = 1700;  // times computed from others may not fit in 64 bits
constexpr int kLastYear = 2199;

int number(const std::ssub_match& digits) { return std::stoi(digits.str()); }

Duration fraction(std::string digits) {
  digits.resize(9, '0');
  return Duration{std::stoll(digits)};
}

}  // namespace

std::optional<WallTime> parse_rfc3339(const std::string& text) {
  static const std::regex form{
      R"((\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d)))"};
  std::smatch part;
  if (!std::regex_match(text, part, form)) return std::nullopt;
  const date::year_month_day day{date::year{number(part[1])}, date::month{static_cast<unsigned>(number(part[2]))},
                                 date::day{static_cast<unsigned>(number(part[3]))}};
  const int hour = number(part[4]);
  const int minute = number(part[5]);
  const int second = number(part[6]);
  const int offset_hour = part[8].matched ? number(part[9]) : 0;
  const int offset_minute = part[8].matched ? number(part[10]) : 0;
  const bool in_range = number(part[1]) >= kFirstYear && number(part[1]) <= kLastYear && hour < 24 && minute < 60 &&
                        second < 60 && offset_hour < 24 && offset_minute < 60;
  if (!day.ok() || !in_range) return std::nullopt;
  const Duration offset = (offset_hour * kHour + offset_minute * kMinute) * (part[8].str() == "-" ? -1 : 1);
  const WallTime midnight = date::sys_days{day};
  return midnight + hour * kHour + minute * kMinute + second * kSecond + fraction(part[7].str()) - offset;
}

std::string format_rfc3339(WallTime wall, const std::optional<Zone>& zone) {
  const Duration offset = zone ? zone->offset_at(wall) : Duration{};
  const WallTime local = wall + offset;  // as UTC, for the calendar
  const auto second = std::chrono::floor<std::chrono::seconds>(local);
  const Duration fraction = local - second;
  auto text = date::format("%FT%T", second);
  if (fraction > Duration{}) {
    text += fmt::format(".{:09}", fraction.count());
    text.erase(text.find_last_not_of('0') + 1);
  }
  if (!zone) return text + "Z";
  const auto minutes = std::chrono::abs(offset) / kMinute;
  return text + fmt::format("{}{:02}:{:02}", offset < Duration{} ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace spate
