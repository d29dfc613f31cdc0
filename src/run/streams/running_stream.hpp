// A stream of a run: definition, statistics, schedule state, live changes, and the workers that send it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "pacing/schedule.hpp"
#include "pacing/schedule_history.hpp"
#include "run/checkpoint/run_state.hpp"
#include "run/checkpoint/schedule_state.hpp"
#include "run/client/sender.hpp"
#include "run/override/live_override.hpp"
#include "run/streams/recent_stats.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// The schedule that was sent to the worker last. The worker may not have applied it yet.
struct ActiveSchedule {
  pacing::Schedule schedule;
  MonotonicTime started{};  // its T = 0
};

// Used by the control thread and HTTP threads. Only the control thread changes `history`, `records_changed_at`,
// `sender` and `retired`. The lock of the Registry protects everything else, and changes of `sender`.
struct RunningStream {
  RunningStream(scenario::Stream definition, std::shared_ptr<stats::StreamStats> stats);

  [[nodiscard]] const std::string& name() const noexcept { return stats->name; }
  // The current worker, or the last one that was retired. Null before the first.
  [[nodiscard]] stream::Worker* worker() const noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return worker() != nullptr && worker()->ended(); }
  [[nodiscard]] bool has_failed() const noexcept { return has_ended() && worker()->failure(); }
  [[nodiscard]] StreamTimeline timeline() const noexcept;
  // The state for the state file.
  [[nodiscard]] StreamState state() const;

  // Sends a schedule to the worker, which applies it before its next batch.
  void apply(ActiveSchedule next);
  // Applies the current settings of `live`: a pause, a live rate or the written rate.
  void apply_settings(const scenario::Scenario& scenario, const stream::Origin& origin);

  scenario::Stream definition;
  std::shared_ptr<stats::StreamStats> stats;
  ScheduleState schedule;
  std::optional<pacing::Schedule> written;  // the rate of the definition, from schedule.epoch on
  LiveOverride live;
  std::optional<ActiveSchedule> active;
  RecentStats recent;
  bool accepts_changes = false;  // set shortly before its worker starts
  bool removed = false;          // by a reload

  std::unique_ptr<pacing::ScheduleHistory> history;  // outlives the workers
  std::optional<StreamTime> records_changed_at;      // see StreamTimeline
  std::optional<Sender> sender;
  std::vector<Sender> retired;  // stopped by a reload, records in flight
};

// The schedule of a stream that is paused or has a live rate. `clock`: see clock_at_epoch().
[[nodiscard]] pacing::Schedule live_schedule(const LiveSettings& settings, const scenario::Scenario& scenario,
                                             const scenario::Stream& definition, WallTime clock);

}  // namespace spate::run
