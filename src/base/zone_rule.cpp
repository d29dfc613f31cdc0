#include "base/zone_rule.hpp"

#include <date/date.h>

#include <array>
#include <charconv>
#include <chrono>

namespace spate {
namespace {

constexpr std::int64_t kMinuteOfSeconds = 60;
constexpr std::int64_t kHourOfSeconds = 3'600;
constexpr std::int64_t kDayOfSeconds = 86'400;

int year_of(std::int64_t second) noexcept {
  const date::sys_seconds time{std::chrono::seconds{second}};
  return int{date::year_month_day{date::floor<date::days>(time)}.year()};
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-'; }

}  // namespace

// Reads the text from left to right. Any missing part makes the whole text invalid.
class ZoneRuleParser {
 public:
  explicit ZoneRuleParser(std::string_view text) : rest_(text) {}

  std::optional<ZoneRule> rule() {
    ZoneRule rule;
    // POSIX counts offsets west of Greenwich.
    if (!name(rule.standard_name_) || !time(rule.standard_, kMaxOffset)) return std::nullopt;
    rule.standard_ = -rule.standard_;
    if (rest_.empty()) return rule;
    rule.saves_ = true;
    rule.saving_ = rule.standard_ + kHourOfSeconds;
    if (!name(rule.saving_name_)) return std::nullopt;
    if (!rest_.empty() && rest_.front() != ',') {
      if (!time(rule.saving_, kMaxOffset)) return std::nullopt;
      rule.saving_ = -rule.saving_;
    }
    if (!take(',') || !date(rule.begin_) || !take(',') || !date(rule.end_) || !rest_.empty()) return std::nullopt;
    return rule;
  }

 private:
  static constexpr int kMaxOffset = 24;  // hours
  static constexpr int kMaxTime = 167;

  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // At least three characters: letters, or any of +-0-9A-Za-z inside < >.
  bool name(std::string& name) {
    const bool quoted = take('<');
    std::size_t size = 0;
    while (size < rest_.size() && (quoted ? is_name_character(rest_[size]) : is_letter(rest_[size]))) ++size;
    name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return size >= 3 && (!quoted || take('>'));
  }

  bool number(int& value, int min, int max) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || rest_.front() == '-' || value < min || value > max) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  // [+-]hh[:mm[:ss]] in seconds.
  bool time(std::int64_t& seconds, int max_hours) {
    const bool negative = take('-');
    if (!negative) (void)take('+');
    std::array<int, 3> parts{};
    if (!number(parts[0], 0, max_hours)) return false;
    for (std::size_t n = 1; n < parts.size() && take(':'); ++n)
      if (!number(parts[n], 0, 59)) return false;
    seconds = parts[0] * kHourOfSeconds + parts[1] * kMinuteOfSeconds + parts[2];
    if (negative) seconds = -seconds;
    return true;
  }

  bool date(ZoneRule::Date& date) {
    using Kind = ZoneRule::Date::Kind;
    if (take('M')) {
      date.kind = Kind::week;
      if (!number(date.month, 1, 12) || !take('.') || !number(date.week, 1, 5) || !take('.') || !number(date.day, 0, 6))
        return false;
    } else if (take('J')) {
      date.kind = Kind::without_leap_day;
      if (!number(date.day, 1, 365)) return false;
    } else {
      date.kind = Kind::with_leap_day;
      if (!number(date.day, 0, 365)) return false;
    }
    return !take('/') || time(date.time, kMaxTime);
  }

  std::string_view rest_;
};

std::optional<ZoneRule> ZoneRule::parse(std::string_view text) { return ZoneRuleParser{text}.rule(); }

std::int64_t ZoneRule::local_second(const Date& date, int year) noexcept {
  const date::year in{year};
  date::sys_days day = in / date::January / 1;
  if (date.kind == Date::Kind::week) {
    const auto month = in / date::month{static_cast<unsigned>(date.month)};
    const date::weekday weekday{static_cast<unsigned>(date.day)};
    constexpr int kLast = 5;
    day = date.week == kLast ? date::sys_days{month / weekday[date::last]}
                             : date::sys_days{month / weekday[static_cast<unsigned>(date.week)]};
  } else if (date.kind == Date::Kind::without_leap_day) {
    constexpr int kLastOfFebruary = 59;
    day += date::days{date.day - 1 + (in.is_leap() && date.day > kLastOfFebruary ? 1 : 0)};
  } else {
    day += date::days{date.day};
  }
  return std::int64_t{day.time_since_epoch().count()} * kDayOfSeconds + date.time;
}

// Considers the changes of two years before and after. If daylight saving ends in the second in which it begins again,
// it continues: of two changes in the same second, the begin wins.
ZoneRule::Change ZoneRule::change_near(std::int64_t second, bool after) const noexcept {
  const int year = year_of(second);
  std::optional<Change> best;
  const auto consider = [&](const Change& change) {
    if ((change.second > second) != after) return;
    const bool closer = !best || (after ? change.second < best->second : change.second > best->second);
    if (closer || (change.second == best->second && change.to_daylight_saving)) best = change;
  };
  for (int near = year - 2; near <= year + 2; ++near) {
    consider({local_second(begin_, near) - standard_, true});
    consider({local_second(end_, near) - saving_, false});
  }
  return *best;
}

ZoneRule::Info ZoneRule::at(std::int64_t second) const noexcept {
  const bool saving = saves_ && change_near(second, false).to_daylight_saving;
  return saving ? Info{saving_, true, saving_name_.c_str()} : Info{standard_, false, standard_name_.c_str()};
}

std::optional<std::int64_t> ZoneRule::next_change(std::int64_t second) const noexcept {
  if (!saves_) return std::nullopt;
  const auto offset = at(second).offset;
  constexpr int kMaxChanges = 4;  // all-year daylight saving has changes without effect
  for (int count = 0; count < kMaxChanges; ++count) {
    second = change_near(second, true).second;
    if (at(second).offset != offset) return second;
  }
  return std::nullopt;
}

}  // namespace spate
