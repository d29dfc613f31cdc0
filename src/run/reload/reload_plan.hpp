// How a run takes over the changes of its scenario while it goes, and which of them need a restart.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenario/compare/scenario_diff.hpp"

namespace spate::run {

// How a key of a stream takes over.
enum class ApplyMode {
  rate,            // at an instant: rate, arrivals
  record,          // at an index: what makes the records
  thresholds,      // at the end: thresholds
  restart_stream,  // its worker ends, and another one goes on at the next index: stop_after, partitioner
  replace_client,  // with a client of its own for the whole run: the topic's properties
  restart_run      // not at all
};
[[nodiscard]] ApplyMode apply_mode(const std::string& stream_key) noexcept;
// One of the keys is applied this way.
[[nodiscard]] bool any(const std::vector<std::string>& stream_keys, ApplyMode mode) noexcept;
// What a record of the stream holds, as others see it that refer to it, or whether it is there.
[[nodiscard]] bool changes_record(const std::string& stream_key) noexcept;

// What a reload comes to, known before anything is changed.
struct ReloadPlan {
  scenario::ScenarioDiff found;
  scenario::FileStamps files;         // as they are now
  std::vector<std::string> problems;  // what needs a restart, a line each; not empty: nothing is changed
  std::set<std::string> begin;        // streams that get a new worker, added or anew
  bool client = false;                // another client takes over
  std::set<std::string> remade;       // streams whose records are other ones from here on
  std::set<std::string> together;     // of these, those that refer to one another: they change at one instant
};

// What `found` says by itself.
[[nodiscard]] ReloadPlan plan_reload(scenario::ScenarioDiff found, scenario::FileStamps files);

// "orders: rate, record", a line each.
[[nodiscard]] std::vector<std::string> changes(const scenario::ScenarioDiff& found);

}  // namespace spate::run
