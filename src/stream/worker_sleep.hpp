// Sleeps until a time or until the wake event is set, and counts the time.
#pragma once

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

class WorkerSleep {
 public:
  explicit WorkerSleep(stats::WorkerStats& stats) : stats_(stats) {}

  // Any thread may set it. It must outlive the sleep of the worker.
  [[nodiscard]] WakeEvent& alarm() noexcept { return alarm_; }

  // Returns early if the wake event is set.
  void until(MonotonicTime instant) noexcept;
  // The same for a late stream that when_late does not allow to go faster.
  void wait_to_catch_up_until(MonotonicTime instant) noexcept;
  // The client's queue is full, or all memory waits for reports.
  void blocked(Duration nap) noexcept;

 private:
  stats::WorkerStats& stats_;
  WakeEvent alarm_;
};

}  // namespace spate::stream
