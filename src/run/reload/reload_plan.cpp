#include "run/reload/reload_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace spate::run {
namespace {

constexpr std::array<std::string_view, 2> kRateKeys{"rate", "arrivals"};
constexpr std::array<std::string_view, 9> kRecordKeys{"record",    "tables",    "format", "key",       "headers",
                                                      "timestamp", "lifecycle", "files",  "references"};
constexpr std::array<std::string_view, 6> kReferencedKeys{"record", "tables",        "lifecycle",
                                                          "files",  "imperfections", "references"};
constexpr std::array<std::string_view, 10> kRestartStreamKeys{
    "partitions", "replication_factor", "topic_config", "create_topic",  "on_mismatch",
    "when_late",  "start_after",        "stop_after",   "imperfections", "partitioner"};
// Keys of the scenario that affect only its end or its next start.
constexpr std::array<std::string_view, 4> kDeferredKeys{"name", "startup", "shutdown", "start_at"};

template <std::size_t size>
bool is_in(const std::array<std::string_view, size>& keys, std::string_view key) noexcept {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string restart_reason(const std::string& stream_key) {
  if (stream_key == "topic") return "the topic of a stream cannot be reloaded: rename the stream, or restart the run";
  return "cannot be reloaded: restart the run";
}

}  // namespace

ApplyMode apply_mode(const std::string& stream_key) noexcept {
  if (is_in(kRateKeys, stream_key)) return ApplyMode::rate;
  if (is_in(kRecordKeys, stream_key)) return ApplyMode::record;
  if (is_in(kRestartStreamKeys, stream_key)) return ApplyMode::restart_stream;
  if (stream_key == "kafka") return ApplyMode::replace_client;
  return stream_key == "thresholds" ? ApplyMode::thresholds : ApplyMode::restart_run;
}

bool any(const std::vector<std::string>& stream_keys, ApplyMode mode) noexcept {
  return std::any_of(stream_keys.begin(), stream_keys.end(),
                     [&](const std::string& key) { return apply_mode(key) == mode; });
}

bool changes_record(const std::string& stream_key) noexcept { return is_in(kReferencedKeys, stream_key); }

ReloadPlan plan_reload(scenario::ScenarioDiff diff, scenario::FileStamps files) {
  ReloadPlan plan{.diff = std::move(diff),
                  .files = std::move(files),
                  .problems = {},
                  .new_workers = {},
                  .replace_client = false,
                  .changed_records = {},
                  .simultaneous = {}};
  for (const auto& key : plan.diff.keys) {
    if (key.starts_with("kafka"))
      plan.replace_client = true;
    else if (!is_in(kDeferredKeys, key))
      plan.problems.push_back(fmt::format("{}: cannot be reloaded: restart the run", key));
  }
  for (const auto& [stream, keys] : plan.diff.streams) {
    for (const auto& key : keys) {
      const auto mode = apply_mode(key);
      if (mode == ApplyMode::restart_run)
        plan.problems.push_back(fmt::format("streams.{}.{}: {}", stream, key, restart_reason(key)));
      if (mode == ApplyMode::restart_stream) plan.new_workers.insert(stream);
      if (mode == ApplyMode::replace_client) plan.replace_client = true;
    }
  }
  plan.new_workers.insert(plan.diff.added.begin(), plan.diff.added.end());
  return plan;
}

std::vector<std::string> changes(const scenario::ScenarioDiff& diff) {
  std::vector<std::string> all = diff.keys;
  for (const auto& [stream, keys] : diff.streams) all.push_back(fmt::format("{}: {}", stream, fmt::join(keys, ", ")));
  for (const auto& stream : diff.added) all.push_back(fmt::format("{}: added", stream));
  for (const auto& stream : diff.removed) all.push_back(fmt::format("{}: removed", stream));
  return all;
}

}  // namespace spate::run
