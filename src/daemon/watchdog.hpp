// The watchdog of the service manager (sd_watchdog_enabled(3)). Pings only while all threads of the run make progress,
// so that the manager restarts a stalled process.
#pragma once

#include "base/time.hpp"
#include "run/hung_thread.hpp"

namespace spate::daemon {

// Called by the control thread only, which the watchdog covers too: without calls there are no pings.
class Watchdog {
 public:
  // Reads WATCHDOG_USEC and WATCHDOG_PID; off without them. `stats` must outlive this object.
  explicit Watchdog(const stats::RunStats& stats);

  // Call it at next() or earlier.
  void tick(MonotonicTime now);
  // kNever if the watchdog is off.
  [[nodiscard]] MonotonicTime next() const noexcept { return next_; }

 private:
  const stats::RunStats& stats_;
  Duration interval_;  // 0: off
  MonotonicTime next_;
  bool hung_ = false;
};

}  // namespace spate::daemon
