// The service manager's watchdog (sd_watchdog_enabled(3)): it hears that all is well only while the threads a run
// stands on make progress. One that hangs, and the manager ends the run and starts another.
#pragma once

#include "base/time.hpp"
#include "run/hung_thread.hpp"

namespace spate::daemon {

// The control thread's, which is thereby watched as well: whoever does not call does not pet.
class Watchdog {
 public:
  // As the environment says (WATCHDOG_USEC, WATCHDOG_PID); off where no manager asks for it. `stats` outlives it.
  explicit Watchdog(const stats::RunStats& stats);

  // To be called at next(), or more often.
  void tick(MonotonicTime now);
  // kNever while it is off.
  [[nodiscard]] MonotonicTime next() const noexcept { return next_; }

 private:
  const stats::RunStats& stats_;
  Duration interval_;  // 0: off
  MonotonicTime next_;
  bool hung_ = false;
};

}  // namespace spate::daemon
