// Sleeps until a time or until the wake event is set, and counts the time.
#pragma once

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

class WorkerSleep {
 public:
  explicit WorkerSleep(stats::WorkerStats& stats) : stats_(stats) {}

  // Wakes the worker. Any thread may set it.
  [[nodiscard]] WakeEvent& wake() noexcept { return wake_; }

  // Returns early if the wake event is set.
  void until(MonotonicTime time) noexcept;
  // The same for a stream with a backlog whose rate when_late limits.
  void wait_to_catch_up_until(MonotonicTime time) noexcept;
  // Waits because the producer queue is full or all blocks wait for delivery reports.
  void back_off(Duration backoff) noexcept;

 private:
  stats::WorkerStats& stats_;
  WakeEvent wake_;
};

}  // namespace spate::stream
