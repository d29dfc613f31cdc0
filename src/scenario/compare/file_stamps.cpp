#include "scenario/compare/file_stamps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

namespace spate::scenario {
namespace {

namespace fs = std::filesystem;

// Larger files are stamped by size and time.
constexpr std::uintmax_t kMaxReadBytes = std::uintmax_t{4} << 20U;

std::string by_time(const std::string& file) {
  std::error_code gone;
  const auto size = fs::file_size(file, gone);
  const auto written = fs::last_write_time(file, gone).time_since_epoch().count();
  return gone ? std::string{} : fmt::format("{} {}", size, written);
}

std::string by_contents(const fs::path& file) {
  std::error_code gone;
  const auto size = fs::file_size(file, gone);
  if (gone || !fs::is_regular_file(file, gone)) return {};
  if (size > kMaxReadBytes) return by_time(file.string());
  std::ifstream stream{file, std::ios::binary};
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return fmt::format("{} {:x}", text.size(), std::hash<std::string>{}(text));
}

// A directory of certificates is stamped by all files in it.
std::string by_contents_of_all(const std::string& path) {
  std::error_code wrong;
  if (!fs::is_directory(path, wrong)) return by_contents(path);
  std::vector<std::string> all;
  for (fs::directory_iterator entry{path, wrong}, end; !wrong && entry != end; entry.increment(wrong))
    all.push_back(entry->path().filename().string() + " " + by_contents(entry->path()));
  std::sort(all.begin(), all.end());
  return fmt::format("{}", fmt::join(all, "\n"));
}

}  // namespace

std::vector<std::string> files_of(const Stream& stream) {
  std::vector<std::string> files;
  for (const Table& table : stream.generator.tables)
    if (!table.file.empty()) files.push_back(table.file);
  if (stream.generator.replay) files.push_back(stream.generator.replay->file);
  return files;
}

bool names_a_file(std::string_view property) noexcept {
  constexpr std::array<std::string_view, 3> kEndings{".location", ".keytab", ".file"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return property.ends_with(ending); });
}

FileStamps file_stamps(const Scenario& scenario) {
  FileStamps stamps;
  for (const Stream& stream : scenario.streams)
    for (const auto& file : files_of(stream)) stamps[file] = by_time(file);
  for (const Property& property : scenario.kafka)
    if (names_a_file(property.name)) stamps[property.value] = by_contents_of_all(property.value);
  return stamps;
}

bool is_changed(const std::string& file, const FileStamps& before, const FileStamps& after) {
  const auto one = before.find(file);
  const auto other = after.find(file);
  return one != before.end() && other != after.end() && one->second != other->second;
}

}  // namespace spate::scenario
