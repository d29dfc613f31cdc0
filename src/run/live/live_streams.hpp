// The streams of a run while it goes: what each follows now, and the one place where somebody may change that.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "http/control/control.hpp"
#include "run/checkpoint/run_state.hpp"
#include "run/override/live_settings.hpp"
#include "run/prepare.hpp"
#include "run/recent_stats.hpp"
#include "run/reload/reload_plan.hpp"
#include "run/stream_status.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/run_stats.hpp"
#include "stream/worker.hpp"

namespace spate {

struct LiveChange;

// A stream that begins to send, when the run starts or at a reload.
struct Joining {
  Stream stream;
  std::shared_ptr<StreamStats> stats;  // new ones, or those of a stream of the same name that goes on
  Worker* worker = nullptr;            // it is there as long as the stream
  std::optional<Schedule> written;     // what the scenario says
  MonotonicTime began{};               // T = 0 of the written schedule
  WallTime shown{};                    // what the scenario's clock showed then, start_after left aside
  bool changed = false;                // as in StreamState
};

// A stream that was in the run, as it was last, for the summary.
struct Ran {
  Stream stream;
  std::shared_ptr<StreamStats> stats;
};

// Any thread, at any time, but for what is said of reloads. Scenario, statistics and workers outlive it.
class LiveStreams {
 public:
  // `attention` is rung when expires() has changed.
  LiveStreams(Scenario& scenario, RunStats& stats, Alarm& attention);

  // T = 0 of the run is known.
  void open(const Origin& origin);
  // From here on actions on this stream are taken.
  void begin(Joining joining);

  // Reloads, by the control thread alone. First what it comes to:
  [[nodiscard]] ReloadPlan plan(const Prepared& next) const;
  // Then what takes over in the streams that go on, and the end of those that do not; of those that begin, nothing.
  // Records of streams that refer to one another change with those intended `at` a time since T = 0 of the run.
  void take_over(Prepared& next, const ReloadPlan& plan, const std::map<std::string, StreamTime>& at);
  // At last the scenario as a whole: from here on it is the one that others are compared with.
  void settle(Scenario next, ReloadPlan plan);
  // The scenario was read again and is wrong, or cannot be taken over.
  void refuse_reload() noexcept;
  // A removed stream is forgotten.
  void forget(const StreamStats& stats);

  // Where each stream stands at `now`, for a later run to go on from, but for those that were removed;
  // without what bounds it.
  [[nodiscard]] std::vector<StreamState> states(MonotonicTime now) const;
  // All streams, removed ones included.
  [[nodiscard]] std::vector<Ran> ran() const;

  // What was asked for only for some time and is over is undone. To be called about once a second and at expires().
  void look_after(MonotonicTime now);
  // When the next temporary settings end; kNever: none.
  [[nodiscard]] MonotonicTime expires() const;

  [[nodiscard]] ControlReply status() const;
  [[nodiscard]] ControlReply status(std::string_view name);
  // Takes hold within a fraction of a millisecond. Logged and counted.
  ControlReply act(const ControlAction& action);

 private:
  // The schedule that the worker was given last, whether or not it has taken it.
  struct Applied {
    Schedule schedule;
    MonotonicTime began{};  // its T = 0
  };

  struct Live {
    Live(Stream of, std::shared_ptr<StreamStats> counted) : stream(std::move(of)), stats(std::move(counted)) {}

    Stream stream;
    std::shared_ptr<StreamStats> stats;
    RecentStats recent = RecentStats{*stats};
    Worker* worker = nullptr;
    std::optional<Schedule> written = {};  // the scenario's
    MonotonicTime began{};                 // T = 0 of the scenario's rate
    WallTime shown{};                      // what the clock showed then, start_after left aside
    std::uint64_t mark = 0;                // of its rate; see rate_mark()
    bool changed = false;                  // as in StreamState
    bool removed = false;                  // by a reload
    LiveSettings lasting = {};
    std::optional<TemporarySettings> temporary = {};
    std::optional<Applied> applied = {};

    [[nodiscard]] const LiveSettings& settings() const noexcept { return temporary ? temporary->settings : lasting; }
  };

  [[nodiscard]] Live* find(std::string_view name);
  [[nodiscard]] ControlReply unknown(std::string_view name) const;
  [[nodiscard]] StreamStatus status_of(const Live& live, MonotonicTime now) const;
  [[nodiscard]] double target_rate(const Live& live, MonotonicTime now) const;
  void carry_out(Live& live, const LiveChange& change);
  void take_over(Live& live, Stream next, NextGenerator generator, const std::vector<std::string>& keys);
  [[nodiscard]] const Live* find(std::string_view name) const;
  void follow(Live& live, const LiveSettings& before);
  void follow(Live& live);
  static void apply(Live& live, Applied next);

  mutable std::mutex mutex_;
  Scenario& scenario_;  // what is reloaded is written here
  RunStats& stats_;
  Alarm& attention_;
  FileStamps files_;
  Origin origin_;
  std::list<Live> streams_;
};

}  // namespace spate
