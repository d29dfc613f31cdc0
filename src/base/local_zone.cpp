#include "base/local_zone.hpp"

#include <cstdlib>
#include <filesystem>
#include <regex>

#include "base/file_text.hpp"

namespace spate {
namespace {

const char* const kLocalTime = "/etc/localtime";

bool is_zone_file(const std::string& path) {
  constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
  return read_file(path, kMaxBytes).text.starts_with("TZif");
}

std::string zone_directory() {
  const char* const directory = std::getenv("TZDIR");
  return directory == nullptr || *directory == '\0' ? "/usr/share/zoneinfo" : directory;
}

// A POSIX rule: a name and its offset, optionally the name and offset of daylight saving time and the dates of change.
bool is_rule(const std::string& text) {
  static const std::regex rule{R"(([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?\d{1,3}(:\d{1,2}){0,2})"
                               R"((([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)([+-]?\d{1,3}(:\d{1,2}){0,2})?(,[^,]+,[^,]+)?)?)"};
  return std::regex_match(text, rule);
}

// Takes the name from /etc/localtime, a link into the zone data.
LocalZone of_machine() {
  if (!is_zone_file(kLocalTime)) return {.name = "UTC", .unknown = false};
  constexpr std::string_view kDirectory = "zoneinfo/";
  std::error_code no_link;
  const auto target = std::filesystem::read_symlink(kLocalTime, no_link).string();
  const auto at = target.find(kDirectory);
  return {.name = at == std::string::npos ? kLocalTime : target.substr(at + kDirectory.size()), .unknown = false};
}

}  // namespace

LocalZone local_zone(const std::optional<std::string>& tz) {
  if (!tz) return of_machine();
  const auto name = tz->starts_with(':') ? tz->substr(1) : *tz;
  if (name.empty() || name == "UTC" || name == "UTC0") return {.name = "UTC", .unknown = false};
  const auto file = name.starts_with('/') ? name : zone_directory() + "/" + name;
  if (is_zone_file(file) || is_rule(name)) return {.name = name, .unknown = false};
  return {.name = "UTC", .unknown = true};
}

LocalZone local_zone() {
  const char* const tz = std::getenv("TZ");
  return local_zone(tz == nullptr ? std::nullopt : std::optional<std::string>{tz});
}

}  // namespace spate
