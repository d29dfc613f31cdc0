#include "base/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <string_view>

#include "base/zone_rule.hpp"

namespace spate {
namespace {

std::int64_t whole_second(Nanos wall) noexcept { return wall / kSecond - (wall % kSecond < 0 ? 1 : 0); }

constexpr const char* kDirectory = "/usr/share/zoneinfo/";

// The rule after the last change that the zone's data list: their last line, between two line feeds (RFC 8536, 3.3).
// Nothing where there is none. The library does not read it.
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

// What is known of a zone: the changes that its data list, and the rule for all times after them.
struct ZoneData {
  const date::time_zone* listed = nullptr;
  std::optional<ZoneRule> rule;
};

namespace {

// Data are read once for each zone, and kept.
const ZoneData* data_of(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, ZoneData> all;
  const std::lock_guard lock{mutex};
  const auto known = all.find(name);
  if (known != all.end()) return &known->second;
  const auto* const listed = date::locate_zone(name);
  (void)listed->get_info(date::sys_seconds{});  // reads its data
  return &all.emplace(name, ZoneData{listed, read_rule(name)}).first->second;
}

date::sys_info info(const ZoneData& zone, std::int64_t second) {
  return zone.listed->get_info(date::sys_seconds{std::chrono::seconds{second}});
}

// Nothing is listed after it: what holds is what the rule says, if there is one.
bool is_last(const date::sys_info& listed) {
  constexpr std::int64_t kEndOfTime = std::numeric_limits<Nanos>::max() / kSecond;
  return listed.end.time_since_epoch().count() > kEndOfTime;
}

std::int64_t offset_of(const ZoneData& zone, std::int64_t second) {
  const auto listed = info(zone, second);
  return zone.rule && is_last(listed) ? zone.rule->at(second).offset : listed.offset.count();
}

// The second at which something may change; nothing: nothing does any more.
std::optional<std::int64_t> next_listed(const ZoneData& zone, std::int64_t second) {
  const auto listed = info(zone, second);
  if (!is_last(listed)) return listed.end.time_since_epoch().count();
  return zone.rule ? zone.rule->next_change(second) : std::nullopt;
}

Nanos next_change_named(const ZoneData& zone, Nanos wall, Nanos until) {
  auto second = whole_second(wall);
  const auto offset = offset_of(zone, second);
  while (offset_of(zone, second) == offset) {
    const auto next = next_listed(zone, second);
    if (!next || *next > whole_second(until) || *next * kSecond >= until) return until;
    second = *next;
  }
  return second * kSecond;
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

Nanos Zone::offset_at(Nanos wall) const noexcept {
  const std::time_t second = whole_second(wall);
  if (named_ != nullptr) return Nanos{offset_of(*named_, second)} * kSecond;
  std::tm fields{};
  ::localtime_r(&second, &fields);
  return Nanos{fields.tm_gmtoff} * kSecond;
}

Nanos Zone::next_change(Nanos wall, Nanos until) const noexcept {
  if (named_ != nullptr) return next_change_named(*named_, wall, until);
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
  const auto listed = info(*named_, second);
  const auto now = named_->rule && is_last(listed)
                       ? named_->rule->at(second)
                       : ZoneRule::Info{.offset = listed.offset.count(),
                                        .daylight_saving = listed.save != std::chrono::minutes{0},
                                        .abbreviation = kept(listed.abbrev)};
  const std::time_t shown = second + now.offset;
  ::gmtime_r(&shown, &fields);
  fields.tm_isdst = now.daylight_saving ? 1 : 0;
  fields.tm_gmtoff = now.offset;
  fields.tm_zone = now.abbreviation;
}

}  // namespace spate
