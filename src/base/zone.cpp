#include "base/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <set>

namespace spate {
namespace {

std::int64_t whole_second(Nanos wall) noexcept { return wall / kSecond - (wall % kSecond < 0 ? 1 : 0); }

date::sys_info info(const date::time_zone& zone, std::int64_t second) {
  return zone.get_info(date::sys_seconds{std::chrono::seconds{second}});
}

// The zone data know until when an offset holds.
Nanos next_change_named(const date::time_zone& zone, Nanos wall, Nanos until) {
  const auto last = whole_second(until);
  auto now = info(zone, whole_second(wall));
  const auto offset = now.offset;
  while (now.offset == offset) {
    const auto end = now.end.time_since_epoch().count();
    if (end > last || end * kSecond >= until) return until;
    now = info(zone, end);
  }
  return now.begin.time_since_epoch().count() * kSecond;
}

// strftime's %Z wants a pointer that lasts; there are few abbreviations.
const char* kept(const std::string& abbreviation) {
  static std::mutex mutex;
  static std::set<std::string> all;
  const std::lock_guard lock{mutex};
  return all.insert(abbreviation).first->c_str();
}

}  // namespace

std::optional<Zone> Zone::named(const std::string& name) {
  Zone zone;
  try {
    zone.named_ = date::locate_zone(name);
    info(*zone.named_, 0);  // reads its data
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return zone;
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> all;
  try {
    for (const auto& zone : date::get_tzdb().zones) all.push_back(zone.name());
  } catch (const std::exception&) {
    all.clear();
  }
  return all;
}

Nanos Zone::offset_at(Nanos wall) const noexcept {
  const std::time_t second = whole_second(wall);
  if (named_ != nullptr) return Nanos{info(*named_, second).offset.count()} * kSecond;
  std::tm fields{};
  ::localtime_r(&second, &fields);
  return Nanos{fields.tm_gmtoff} * kSecond;
}

Nanos Zone::next_change(Nanos wall, Nanos until) const noexcept {
  if (named_ != nullptr) return next_change_named(*named_, wall, until);
  constexpr Nanos kDay = Nanos{24} * 60 * kMinute;  // no zone changes its offset and back within one
  const Nanos offset = offset_at(wall);
  Nanos same = wall;
  while (same < until && offset_at(std::min(same + kDay, until)) == offset) same = std::min(same + kDay, until);
  if (same >= until) return until;
  Nanos changed = std::min(same + kDay, until);
  while (whole_second(same) + 1 < whole_second(changed)) {
    const Nanos middle = (whole_second(same) + (whole_second(changed) - whole_second(same)) / 2) * kSecond;
    (offset_at(middle) == offset ? same : changed) = middle;
  }
  return whole_second(changed) * kSecond;
}

void Zone::calendar(std::time_t second, std::tm& fields) const noexcept {
  if (named_ == nullptr) {
    ::localtime_r(&second, &fields);
    return;
  }
  const auto now = info(*named_, second);
  const std::time_t shown = second + now.offset.count();
  ::gmtime_r(&shown, &fields);
  fields.tm_isdst = now.save == std::chrono::minutes{0} ? 0 : 1;
  fields.tm_gmtoff = now.offset.count();
  fields.tm_zone = kept(now.abbrev);
}

}  // namespace spate
