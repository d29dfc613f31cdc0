#include "base/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <string_view>

#include "base/zone_rule.hpp"

namespace spate {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

sys_seconds whole_second(WallTime wall) noexcept { return std::chrono::floor<seconds>(wall); }

std::int64_t count_of(sys_seconds second) noexcept { return second.time_since_epoch().count(); }

constexpr const char* kDirectory = "/usr/share/zoneinfo/";

// Reads the rule for times after the last listed change: the last line of the zone's file (RFC 8536, section 3.3).
// Returns nullopt if there is no rule. The date library does not read it.
std::optional<ZoneRule> read_rule(const std::string& name) {
  std::ifstream file{kDirectory + name, std::ios::binary};
  const std::string data{std::istreambuf_iterator<char>{file}, {}};
  if (!data.starts_with("TZif") || !data.ends_with('\n')) return std::nullopt;
  const auto end = data.size() - 1;
  const auto begin = data.rfind('\n', end - 1);
  if (begin == std::string::npos) return std::nullopt;
  return ZoneRule::parse(std::string_view{data}.substr(begin + 1, end - begin - 1));
}

}  // namespace

// The listed changes of a zone, and the rule for all times after them.
struct ZoneData {
  const date::time_zone* listed = nullptr;
  std::optional<ZoneRule> rule;
};

namespace {

// Reads the data of each zone once and keeps them until the process ends.
const ZoneData* data_of(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, ZoneData> all;
  const std::lock_guard lock{mutex};
  const auto known = all.find(name);
  if (known != all.end()) return &known->second;
  const auto* const listed = date::locate_zone(name);
  (void)listed->get_info(date::sys_seconds{});  // makes the library read the data
  return &all.emplace(name, ZoneData{listed, read_rule(name)}).first->second;
}

date::sys_info info(const ZoneData& zone, sys_seconds second) { return zone.listed->get_info(second); }

// No change is listed after this one: the rule applies, if there is one.
bool is_last(const date::sys_info& listed) { return listed.end > std::chrono::floor<seconds>(WallTime::max()); }

seconds offset_of(const ZoneData& zone, sys_seconds second) {
  const auto listed = info(zone, second);
  return zone.rule && is_last(listed) ? seconds{zone.rule->at(count_of(second)).offset} : listed.offset;
}

// The next second at which the offset may change. Returns nullopt if it never changes again.
std::optional<sys_seconds> next_listed(const ZoneData& zone, sys_seconds second) {
  const auto listed = info(zone, second);
  if (!is_last(listed)) return listed.end;
  const auto next = zone.rule ? zone.rule->next_change(count_of(second)) : std::nullopt;
  return next ? std::optional{sys_seconds{seconds{*next}}} : std::nullopt;
}

WallTime next_change_named(const ZoneData& zone, WallTime wall, WallTime until) {
  auto second = whole_second(wall);
  const auto offset = offset_of(zone, second);
  while (offset_of(zone, second) == offset) {
    const auto next = next_listed(zone, second);
    if (!next || *next > whole_second(until) || *next >= until) return until;
    second = *next;
  }
  return second;
}

// Stores the abbreviation for the life of the process: tm_zone must stay valid. There are few abbreviations.
const char* intern(const std::string& abbreviation) {
  static std::mutex mutex;
  static std::set<std::string> all;
  const std::lock_guard lock{mutex};
  return all.insert(abbreviation).first->c_str();
}

}  // namespace

std::optional<Zone> Zone::named(const std::string& name) {
  Zone zone;
  try {
    zone.named_ = data_of(name);
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

Duration Zone::offset_at(WallTime wall) const noexcept {
  if (named_ != nullptr) return offset_of(*named_, whole_second(wall));
  const std::time_t second = count_of(whole_second(wall));
  std::tm fields{};
  ::localtime_r(&second, &fields);
  return seconds{fields.tm_gmtoff};
}

WallTime Zone::next_change(WallTime wall, WallTime until) const noexcept {
  if (named_ != nullptr) return next_change_named(*named_, wall, until);
  const Duration offset = offset_at(wall);
  WallTime same = wall;
  while (same < until && offset_at(std::min(same + kDay, until)) == offset) same = std::min(same + kDay, until);
  if (same >= until) return until;
  WallTime changed = std::min(same + kDay, until);
  while (whole_second(same) + seconds{1} < whole_second(changed)) {
    const WallTime middle = whole_second(same) + (whole_second(changed) - whole_second(same)) / 2;
    (offset_at(middle) == offset ? same : changed) = middle;
  }
  return whole_second(changed);
}

void Zone::calendar(std::time_t second, std::tm& fields) const noexcept {
  if (named_ == nullptr) {
    ::localtime_r(&second, &fields);
    return;
  }
  const auto listed = info(*named_, sys_seconds{seconds{second}});
  const auto now = named_->rule && is_last(listed)
                       ? named_->rule->at(second)
                       : ZoneRule::Info{.offset = listed.offset.count(),
                                        .daylight_saving = listed.save != std::chrono::minutes{0},
                                        .abbreviation = intern(listed.abbrev)};
  const std::time_t local = second + now.offset;
  ::gmtime_r(&local, &fields);
  fields.tm_isdst = now.daylight_saving ? 1 : 0;
  fields.tm_gmtoff = now.offset;
  fields.tm_zone = now.abbreviation;
}

}  // namespace spate
