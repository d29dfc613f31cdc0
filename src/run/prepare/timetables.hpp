// The due times of a scenario's streams, for references between streams.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "generator/machine/timetable.hpp"
#include "pacing/schedule.hpp"
#include "run/checkpoint/schedule_state.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::run {

// One timetable per stream whose due times are known in advance: rate in records, not recorded, not bounded by bytes.
// Times count from T = 0 of the run. stop_after limits the records. Copies share the timetables.
class StreamTimetables {
 public:
  // `wall`: what the scenario's clock shows at T = 0.
  StreamTimetables(const scenario::Scenario& scenario, WallTime wall);

  // Remains valid and current after set_start_time().
  [[nodiscard]] const generator::Timetables& all() const noexcept { return all_; }

  // Sets what the scenario's clock shows at T = 0, which moves schedules that use the wall clock. Called before any
  // record is made. Not thread-safe.
  void set_start_time(const scenario::Scenario& scenario, WallTime wall);

  // The written schedule of a stream; null if it has no timetable. Saves building it again: windows over years take
  // time and memory.
  [[nodiscard]] const pacing::Schedule* written_schedule(const std::string& stream) const noexcept;

  // Makes the timetable of a running stream follow live changes and reloads. The history must outlive every use of the
  // timetable, or use_written_schedules() must be called first. Does nothing for streams without a timetable.
  void use_history(const std::string& stream, const StreamTimeline& timeline) noexcept;
  void use_written_schedules() noexcept;

 private:
  struct Shifted;
  struct Steady;

  generator::Timetables all_;
  std::map<std::string, std::shared_ptr<Shifted>> timetables_;
};

}  // namespace spate::run
