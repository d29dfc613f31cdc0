// A stream of a run: what it is to send, where it is in its schedule, what sends it, and what was asked of it
// meanwhile.
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

// The schedule that a worker was given last, whether or not it follows it already.
struct ActiveSchedule {
  pacing::Schedule schedule;
  MonotonicTime started{};  // its T = 0
};

// Control thread, and HTTP threads by the control API. The control thread alone changes `history`, `remade`, `sender`
// and `retired`. Everything else, and `sender` where it changes, is read and changed with the lock of the Registry
// held.
struct RunningStream {
  RunningStream(scenario::Stream definition, std::shared_ptr<stats::StreamStats> stats);

  [[nodiscard]] const std::string& name() const noexcept { return stats->name; }
  // The last one; null before the run has one. Its settings may change once `accepts_changes`.
  [[nodiscard]] stream::Worker* worker() const noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return worker() != nullptr && worker()->ended(); }
  [[nodiscard]] bool has_failed() const noexcept { return has_ended() && worker()->failure(); }
  [[nodiscard]] StreamTimeline timeline() const noexcept;
  // For a later run to resume from.
  [[nodiscard]] StreamState state() const;

  // From the worker's next turn on.
  void apply(ActiveSchedule next);
  // Applies what `live` says now: a pause, a rate, or the written rate again.
  void apply_settings(const scenario::Scenario& scenario, const stream::Origin& origin);

  scenario::Stream definition;
  std::shared_ptr<stats::StreamStats> stats;
  ScheduleState schedule;
  std::optional<pacing::Schedule> written;  // the rate of the definition, from schedule.epoch on
  LiveOverride live;
  std::optional<ActiveSchedule> active;
  RecentStats recent;
  bool accepts_changes = false;  // its worker has started, or is about to
  bool removed = false;          // by a reload

  std::unique_ptr<pacing::ScheduleHistory> history;  // outlives the workers
  std::optional<StreamTime> remade;                  // as in StreamTimeline
  std::optional<Sender> sender;
  std::vector<Sender> retired;  // told to stop by a reload
};

// What a stream follows where it is paused, or has a rate in place of the written one. `clock`: see clock_at_epoch().
[[nodiscard]] pacing::Schedule live_schedule(const LiveSettings& settings, const scenario::Scenario& scenario,
                                             const scenario::Stream& definition, WallTime clock);

}  // namespace spate::run
