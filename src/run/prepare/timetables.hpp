// What the streams of a scenario know of one another's schedules, for references from one to another.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "generator/machine/timetable.hpp"
#include "pacing/schedule.hpp"
#include "run/checkpoint/schedule_state.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

// One per stream whose records are due at instants known beforehand: a rate in records that is not recorded, no end in
// bytes. Times count from T = 0 of the run; a bounded stream's records end with its bound. Copies share the timetables.
class StreamTimetables {
 public:
  // `wall`: what the scenario's clock shows at T = 0.
  StreamTimetables(const scenario::Scenario& scenario, WallTime wall);

  // Stays what it is, and is up to date, after set_start_time().
  [[nodiscard]] const generator::Timetables& all() const noexcept { return all_; }

  // T = 0 is at `wall` after all, which moves the schedules that follow the clock. Before any record is made, by one
  // thread.
  void set_start_time(const scenario::Scenario& scenario, WallTime wall);

  // The stream's schedule as written, if it has a timetable: laid out once for all, as windows over years take their
  // time and memory.
  [[nodiscard]] const pacing::Schedule* written(const std::string& stream) const noexcept;

  // The stream runs: once its rate has been changed, its timetable is what it really follows. The history outlives
  // every record that is made, or use_written_schedules() comes first. Streams without a timetable are left aside. To
  // be told before any record is made.
  void use_history(const std::string& stream, const StreamTimeline& timeline) noexcept;
  void use_written_schedules() noexcept;

 private:
  struct Shifted;
  struct Steady;

  generator::Timetables all_;
  std::map<std::string, std::shared_ptr<Shifted>> known_;
};

}  // namespace spate::run
