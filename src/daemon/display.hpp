// Shows how a run goes while it goes: a live table on a terminal, elsewhere a log line every ten seconds.
#pragma once

#include "base/time.hpp"
#include "report/run_progress.hpp"

namespace spate::daemon {

// The control thread's.
class Display {
 public:
  explicit Display(const stats::RunStats& stats);
  ~Display();
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;

  // To be called about once a second.
  void show(MonotonicTime now);

 private:
  bool on_terminal_;
  report::RunProgress progress_;
  MonotonicTime next_line_{};
};

}  // namespace spate::daemon
