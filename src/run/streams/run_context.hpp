// The data that the parts of a run share.
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
  bool null_sink = false;                                    // discards records; connects to no broker
  bool fresh = false;                                        // ignores the previous state
  std::optional<std::vector<std::string>> print_deliveries;  // record fields; absent: no lines
  std::function<http::ControlResponse()> reload = {};        // handler of POST /api/v1/reload, if any
};

// Control thread only, unless a member says otherwise. Members are destroyed in reverse order of declaration.
struct RunContext {
  // Starts the embedded cluster if the scenario uses it, and reads the previous state. Throws StartError and
  // StateError.
  RunContext(scenario::Scenario initial, StreamTimetables times, const RunOptions& options, WakeEvent& wake_event,
             const WakeEvent& stop_event);

  // Statistics of a stream, registered with the checkpoint.
  [[nodiscard]] std::shared_ptr<stats::StreamStats> make_stats(const scenario::Stream& stream);
  // The indexes of the stream that belong to this shard and process.
  [[nodiscard]] pacing::ShardIndices shard_indices_of(const stats::StreamStats& stream) const noexcept {
    return {.first = stream.first.index, .step = stats.shard_count};
  }
  // True if the run resumes from a previous state.
  [[nodiscard]] bool resumed() const noexcept { return checkpoint && checkpoint->previous_run() != nullptr; }
  [[nodiscard]] StreamTime elapsed(MonotonicTime now) const noexcept { return origin.elapsed(now); }

  // Saves the first state, before any record is enqueued. Throws StartError.
  void save_first_state(MonotonicTime now);
  // Saves the state. Does nothing without state_dir. Logs failures.
  void save_state(MonotonicTime now) noexcept;

  CurrentScenario scenario;  // any thread
  WakeEvent& wake;           // any thread
  const WakeEvent& stop;     // any thread
  stats::RunStats stats;     // any thread
  std::unique_ptr<DeliveryLines> delivery_lines;
  std::optional<Checkpoint> checkpoint;
  StreamTimetables timetables;
  stream::Origin origin;  // any thread once streams accept changes
  WallTime start_time{};  // T = 0
  Registry registry{stats};
  SharedClient client;

 private:
  [[nodiscard]] Checkpoint::Snapshot state_snapshot(MonotonicTime now) const noexcept {
    return {.now = now, .start_time = start_time, .elapsed = elapsed(now)};
  }
};

}  // namespace spate::run
