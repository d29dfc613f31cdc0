// What lets a run go on where an earlier one left off, however that ended: reads what it left, and writes its own about
// every second and at the end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/checkpoint/run_state.hpp"
#include "run/checkpoint/sent_marks.hpp"
#include "run/checkpoint/state_directory.hpp"
#include "scenario/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate {

// The control thread's. Lives longer than the workers.
class Checkpoint {
 public:
  // The scenario's state_dir, which it must have. Throws StartError where that cannot be used, RefusedState where what
  // stands in it is damaged or of another run; nothing has been changed then. `fresh`: leaves aside what stands there.
  Checkpoint(const Scenario& scenario, bool fresh);

  // What an earlier run left; null: nothing.
  [[nodiscard]] const RunState* left() const noexcept { return left_ ? &*left_ : nullptr; }
  // The real instant of T = 0, as of a run that is ready at `now`.
  [[nodiscard]] Nanos first_instant(const StartAt& start_at, Nanos now) const;

  // Before the stream's worker starts: where it has come is marked from now on.
  void mark(StreamStats& stats);

  // `streams` without their marks. Logs the first of several failures.
  void save(const Scenario& scenario, Nanos first, Nanos elapsed, std::vector<StreamState> streams);
  // Whether it is about time.
  [[nodiscard]] bool due(Nanos now) const noexcept { return now - saved_ >= kSecond; }

 private:
  void add_marks(RunState& left) const;

  StateDirectory directory_;
  std::optional<RunState> left_;
  std::uint64_t number_;  // of this run's marks
  SentMarks marks_;
  std::map<std::string, std::uint64_t> mark_of_;
  Nanos saved_ = 0;
  bool failing_ = false;
};

}  // namespace spate
