// The streams of a run while it goes: what each follows now, and the one place where somebody may change that.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "http/control/control.hpp"
#include "run/live/course.hpp"
#include "run/live/recent.hpp"
#include "run/live/status_json.hpp"
#include "run/prepare.hpp"
#include "scenario/difference.hpp"
#include "scenario/scenario.hpp"
#include "stats/run_stats.hpp"
#include "stream/worker.hpp"

namespace spate {

struct Wish;

// Any thread, at any time. Scenario, statistics and workers outlive it.
class LiveStreams {
 public:
  // `attention` is rung when expires() has changed.
  LiveStreams(Scenario& scenario, RunStats& stats, Alarm& attention);

  // The workers and what they follow, in the order of the scenario, which began at `origin`: from here on actions are
  // taken.
  void open(const std::vector<std::unique_ptr<Worker>>& workers,
            const std::vector<std::unique_ptr<ScheduleHistory>>& histories, const Origin& origin);

  // Changes the run to what `next` says, if all of it can be changed while it goes; else nothing, and the problems say
  // what needs a restart.
  Reloaded reload(Prepared next);
  // The scenario was read again and is wrong.
  void refuse_reload() noexcept;

  // What was asked for only for some time and is over is undone. To be called about once a second and at expires().
  void look_after(Nanos now);
  // Monotonic: when the next temporary course ends; the largest value: none.
  [[nodiscard]] Nanos expires() const;

  [[nodiscard]] ControlReply status() const;
  [[nodiscard]] ControlReply status(std::string_view name);
  // Takes hold within a fraction of a millisecond. Logged and counted.
  ControlReply act(const ControlAction& action);

 private:
  struct Live {
    Stream& stream;
    StreamStats& stats;
    Recent recent = Recent{stats};
    Worker* worker = nullptr;
    const ScheduleHistory* history = nullptr;
    std::optional<Schedule> written = {};  // the scenario's
    Nanos began = 0;                       // T = 0 of the scenario's rate, monotonic
    Nanos shown = 0;                       // what the clock showed then, start_after left aside
    bool removed = false;                  // by a reload
    Course lasting = {};
    std::optional<Temporary> temporary = {};

    [[nodiscard]] const Course& course() const noexcept { return temporary ? temporary->course : lasting; }
  };

  [[nodiscard]] Live* find(std::string_view name);
  [[nodiscard]] ControlReply unknown(std::string_view name) const;
  [[nodiscard]] StreamStatus status_of(const Live& live, Nanos now) const;
  void carry_out(Live& live, const Wish& wish);
  [[nodiscard]] bool take_over(Live& live, Stream next, Generator generator, const std::vector<std::string>& keys);
  void remove(Live& live);
  [[nodiscard]] Scenario present() const;
  [[nodiscard]] std::vector<std::string> recorded_rates(const Scenario& next, const Difference& found);
  void follow(Live& live, const Course& before);
  void follow(Live& live);

  mutable std::mutex mutex_;
  Scenario& scenario_;  // what is reloaded is written here
  RunStats& stats_;
  Alarm& attention_;
  FileStamps files_;
  Origin origin_;
  std::vector<Live> streams_;
};

}  // namespace spate
