#include "run/live/reload.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace spate {
namespace {

constexpr std::array<std::string_view, 2> kPace{"rate", "arrivals"};
constexpr std::array<std::string_view, 8> kRecord{"record",  "tables",    "format",    "key",
                                                  "headers", "timestamp", "lifecycle", "files"};
// Of the scenario: how it is called, how long its end may take; when it was to begin is past.
constexpr std::array<std::string_view, 3> kNext{"name", "shutdown", "start_at"};

template <std::size_t size>
bool is_in(const std::array<std::string_view, size>& keys, std::string_view key) noexcept {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

TakesOver takes_over(const std::string& stream_key) noexcept {
  if (is_in(kPace, stream_key)) return TakesOver::pace;
  if (is_in(kRecord, stream_key)) return TakesOver::record;
  return stream_key == "thresholds" ? TakesOver::verdict : TakesOver::restart;
}

std::vector<std::string> needs_restart(const Difference& found) {
  std::vector<std::string> all;
  for (const auto& key : found.keys)
    if (!is_in(kNext, key)) all.push_back(fmt::format("{}: cannot change while the run goes; restart it", key));
  for (const auto& [stream, keys] : found.streams)
    for (const auto& key : keys)
      if (takes_over(key) == TakesOver::restart)
        all.push_back(fmt::format("streams.{}.{}: cannot change while the run goes; restart it", stream, key));
  for (const auto& stream : found.added)
    all.push_back(fmt::format("streams.{}: a stream cannot be added while the run goes; restart it", stream));
  return all;
}

std::vector<std::string> changes(const Difference& found) {
  std::vector<std::string> all = found.keys;
  for (const auto& [stream, keys] : found.streams) all.push_back(fmt::format("{}: {}", stream, fmt::join(keys, ", ")));
  for (const auto& stream : found.removed) all.push_back(fmt::format("{}: removed", stream));
  return all;
}

}  // namespace spate
