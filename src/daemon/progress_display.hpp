// Shows how a run goes while it goes: a live table on a terminal, elsewhere a log line every ten seconds.
#pragma once

#include "base/time.hpp"
#include "report/run_progress.hpp"

namespace spate::daemon {

// The control thread's.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(const stats::RunStats& stats);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  // To be called about once a second.
  void show(MonotonicTime now);

 private:
  bool on_terminal_;
  report::RunProgress progress_;
  MonotonicTime next_line_{};
};

}  // namespace spate::daemon
