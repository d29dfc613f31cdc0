// What the parts of one run share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/control/control.hpp"
#include "pacing/shard_indices.hpp"
#include "run/checkpoint/checkpoint.hpp"
#include "run/client/delivery_lines.hpp"
#include "run/client/shared_client.hpp"
#include "run/prepare/timetables.hpp"
#include "run/streams/current_scenario.hpp"
#include "run/streams/registry.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

struct RunOptions {
  bool null_sink = false;                                    // records go nowhere, and no broker is asked
  bool fresh = false;                                        // what an earlier run left is left aside
  std::optional<std::vector<std::string>> print_deliveries;  // the record fields to show; absent: no lines
  std::function<http::ControlResponse()> reload = {};        // for the control API; absent: it has none
};

// The control thread's, unless a member says otherwise. The declaration order of the members is the shutdown order, in
// reverse.
struct RunContext {
  // Starts the embedded cluster when the scenario asks for it, and reads the state of an earlier run. Throws
  // StartError.
  RunContext(scenario::Scenario of, StreamTimetables times, const RunOptions& options, WakeEvent& rung,
             const WakeEvent& stopped);

  // Of a stream of `scenario`, which the state file names from its next save on.
  [[nodiscard]] std::shared_ptr<stats::StreamStats> make_stats(const scenario::Stream& stream);
  // Those of the stream's slots that this process counts.
  [[nodiscard]] pacing::ShardIndices shard_indices_of(const stats::StreamStats& of) const noexcept {
    return {.first = of.first.index, .step = stats.shard_count};
  }
  // It resumes where an earlier run ended.
  [[nodiscard]] bool resumed() const noexcept { return checkpoint && checkpoint->previous_run() != nullptr; }
  [[nodiscard]] StreamTime elapsed(MonotonicTime now) const noexcept { return origin.elapsed(now); }

  // The first one, before any record is sent. Throws StartError.
  void begin_state(MonotonicTime now);
  // Nothing without a state_dir. Logs failures.
  void save_state(MonotonicTime now) noexcept;

  CurrentScenario scenario;  // any thread
  WakeEvent& wake;           // any thread
  const WakeEvent& stop;     // any thread
  stats::RunStats stats;     // any thread
  std::unique_ptr<DeliveryLines> delivery_lines;
  std::optional<Checkpoint> checkpoint;
  StreamTimetables timetables;
  stream::Origin origin;  // any thread, once a stream accepts changes
  WallTime start_time{};  // T = 0
  Registry registry{stats};
  SharedClient client;

 private:
  [[nodiscard]] Checkpoint::Snapshot record_context(MonotonicTime now) const noexcept {
    return {.now = now, .first = start_time, .elapsed = elapsed(now)};
  }
};

}  // namespace spate::run
