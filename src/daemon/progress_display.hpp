// Shows the progress of a run: a live table on a terminal, otherwise a log line every 10 s.
#pragma once

#include "base/time.hpp"
#include "report/run_progress.hpp"

namespace spate::daemon {

// Called by the control thread only.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(const stats::RunStats& stats);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  // Call it about once per second.
  void show(MonotonicTime now);

 private:
  bool on_terminal_;
  report::RunProgress progress_;
  MonotonicTime next_line_{};
};

}  // namespace spate::daemon
