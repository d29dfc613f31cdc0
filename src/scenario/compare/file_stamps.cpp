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

std::string stamp_by_time(const std::string& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const auto written = fs::last_write_time(file, error).time_since_epoch().count();
  return error ? std::string{} : fmt::format("{} {}", size, written);
}

std::string stamp_by_contents(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || !fs::is_regular_file(file, error)) return {};
  if (size > kMaxReadBytes) return stamp_by_time(file.string());
  std::ifstream stream{file, std::ios::binary};
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return fmt::format("{} {:x}", text.size(), std::hash<std::string>{}(text));
}

// Stamps a file by its contents, a directory of certificates by all files in it.
std::string stamp_path(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return stamp_by_contents(path);
  std::vector<std::string> all;
  for (fs::directory_iterator entry{path, error}, end; !error && entry != end; entry.increment(error))
    all.push_back(entry->path().filename().string() + " " + stamp_by_contents(entry->path()));
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
    for (const auto& file : files_of(stream)) stamps[file] = stamp_by_time(file);
  for (const Property& property : scenario.kafka)
    if (names_a_file(property.name)) stamps[property.value] = stamp_path(property.value);
  return stamps;
}

bool is_changed(const std::string& file, const FileStamps& before, const FileStamps& after) {
  const auto old_stamp = before.find(file);
  const auto new_stamp = after.find(file);
  return old_stamp != before.end() && new_stamp != after.end() && old_stamp->second != new_stamp->second;
}

}  // namespace spate::scenario
