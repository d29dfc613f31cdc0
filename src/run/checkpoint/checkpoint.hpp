// What lets a run go on where an earlier one left off, however that ended: reads what it left, and writes its own about
// every second and at the end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/checkpoint/run_state.hpp"
#include "run/checkpoint/sent_index_file.hpp"
#include "run/checkpoint/state_directory.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// The control thread's. Lives longer than the workers.
class Checkpoint {
 public:
  // The scenario's state_dir, which it must have. Throws StartError where that cannot be used, StateError where what
  // stands in it is damaged or of another run; nothing has been changed then. `fresh`: leaves aside what stands there.
  Checkpoint(const scenario::Scenario& scenario, bool fresh);

  // What an earlier run left; null: nothing.
  [[nodiscard]] const RunState* previous_run() const noexcept { return previous_run_ ? &*previous_run_ : nullptr; }
  // The real instant of T = 0, as of a run that is ready at `now`.
  [[nodiscard]] WallTime start_time(const scenario::StartAt& start_at, WallTime now) const;

  // Before the stream's worker starts: where it has come is marked from now on. A name keeps its mark for the whole
  // run, whatever reloads add, refuse, remove and bring back; no two names have the same.
  void mark(stats::StreamStats& stats);

  // When the state was taken.
  struct Snapshot {
    MonotonicTime now{};
    WallTime first{};      // the real instant of T = 0
    StreamTime elapsed{};  // since T = 0
  };
  // Before the first record is sent: once the state names this run's marks, a run that is killed leaves no record
  // uncounted. Throws StartError, and then what an earlier run left is as it was. `streams` without their marks.
  void begin(const scenario::Scenario& scenario, const Snapshot& record_context, std::vector<StreamState> streams);
  // begin() was called, and did not throw.
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  // From then on, and before the workers of streams start that it has not named yet. Logs the first of several
  // failures.
  void save(const scenario::Scenario& scenario, const Snapshot& record_context, std::vector<StreamState> streams);
  // 1 s after the last one was taken, later where the disk is slow.
  [[nodiscard]] MonotonicTime due() const noexcept { return due_; }

 private:
  // What went wrong; empty: nothing.
  [[nodiscard]] std::string write(const scenario::Scenario& scenario, const Snapshot& record_context,
                                  std::vector<StreamState> streams);

  StateDirectory directory_;
  std::optional<RunState> previous_run_;
  std::uint64_t number_;  // of this run's marks
  SentIndexFile marks_;
  std::map<std::string, std::uint64_t> mark_of_;  // by stream; never shrinks
  MonotonicTime due_{};
  bool begun_ = false;
  bool failing_ = false;
};

}  // namespace spate::run
