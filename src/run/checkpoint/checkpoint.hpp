// The checkpoint of a run: reads the state of the previous run, and saves the state of this run about once a second and
// at the end. A run resumes from it, also after SIGKILL.
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

// Control thread only. Must outlive the workers.
class Checkpoint {
 public:
  // Requires a scenario with a state_dir. `fresh` ignores the previous state. Throws StartError if the directory cannot
  // be used, and StateError if the state is damaged or belongs to another run. Changes no existing file.
  Checkpoint(const scenario::Scenario& scenario, bool fresh);

  // The state of the previous run; null if there is none.
  [[nodiscard]] const RunState* previous_run() const noexcept { return previous_run_ ? &*previous_run_ : nullptr; }
  // The start time of a run that is ready at `now`.
  [[nodiscard]] WallTime start_time(const scenario::StartAt& start_at, WallTime now) const;

  // Persists the sent index of a stream from now on. Called before the worker of the stream starts. A stream name keeps
  // its slot for the whole run, also if a reload is rejected, or removes the stream and adds it again.
  void persist_sent_index(stats::StreamStats& stats);

  // The time of a state.
  struct Snapshot {
    MonotonicTime now{};
    WallTime start_time{};
    StreamTime elapsed{};  // since T = 0
  };
  // Saves the first state. Called before the first record is enqueued: from then on a kill leaves no record uncounted.
  // The caller leaves sent_slot of `streams` unset. Throws StartError; the previous state then remains.
  void save_first(const scenario::Scenario& scenario, const Snapshot& snapshot, std::vector<StreamState> streams);
  // True once save_first() has succeeded.
  [[nodiscard]] bool has_saved() const noexcept { return has_saved_; }
  // Saves a later state. Called also before the workers of streams start that the last state does not name. Logs the
  // first of consecutive failures.
  void save(const scenario::Scenario& scenario, const Snapshot& snapshot, std::vector<StreamState> streams);
  // When to save next: 1 s after the last snapshot, later on a slow disk.
  [[nodiscard]] MonotonicTime due() const noexcept { return due_; }

 private:
  // Returns the error; empty on success.
  [[nodiscard]] std::string write(const scenario::Scenario& scenario, const Snapshot& snapshot,
                                  std::vector<StreamState> streams);

  StateDirectory directory_;
  std::optional<RunState> previous_run_;
  std::uint64_t sent_file_;  // number of this run's sent index file
  SentIndexFile sent_indexes_;
  std::map<std::string, std::uint64_t> sent_slots_;  // by stream name; never shrinks
  MonotonicTime due_{};
  bool has_saved_ = false;
  bool is_failing_ = false;
};

}  // namespace spate::run
