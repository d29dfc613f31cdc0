// How a run applies each changed key of its scenario, and which keys need a restart of the run.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenario/compare/scenario_diff.hpp"

namespace spate::run {

// How a changed key of a stream is applied.
enum class ApplyMode {
  rate,            // at a time: rate, arrivals
  record,          // at an index: record, key, headers
  thresholds,      // at the end of the run
  restart_stream,  // by a new worker at the next index: stop_after
  replace_client,  // by a new client: topic properties
  restart_run      // not in a reload
};
[[nodiscard]] ApplyMode apply_mode(const std::string& stream_key) noexcept;
// True if one of the keys has this mode.
[[nodiscard]] bool any(const std::vector<std::string>& stream_keys, ApplyMode mode) noexcept;
// True if the key changes what references to the stream return, or which records exist.
[[nodiscard]] bool changes_record(const std::string& stream_key) noexcept;

// What a reload will do. Made before anything changes.
struct ReloadPlan {
  scenario::ScenarioDiff diff;
  scenario::FileStamps files;             // of the new scenario
  std::vector<std::string> problems;      // reasons to reject the reload
  std::set<std::string> new_workers;      // streams added or restarted
  bool replace_client = false;            // switch to a new client
  std::set<std::string> changed_records;  // streams whose records change
  std::set<std::string> simultaneous;     // of these: change at one time, as they refer to one another
};

// The plan that follows from `diff` alone, without the state of the run.
[[nodiscard]] ReloadPlan plan_reload(scenario::ScenarioDiff diff, scenario::FileStamps files);

// One line per change: "orders: rate, record".
[[nodiscard]] std::vector<std::string> changes(const scenario::ScenarioDiff& diff);

}  // namespace spate::run
