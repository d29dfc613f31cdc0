// How a worker sleeps: until an instant or until its alarm rings, with the time counted for which it did.
#pragma once

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

class WorkerSleep {
 public:
  explicit WorkerSleep(stats::WorkerStats& stats) : stats_(stats) {}

  // Any thread may ring it; it outlives the worker's sleep.
  [[nodiscard]] WakeEvent& alarm() noexcept { return alarm_; }

  // Less if somebody wants something.
  void until(MonotonicTime instant) noexcept;
  // The same, where records are late and when_late lets them go no faster.
  void wait_to_catch_up_until(MonotonicTime instant) noexcept;
  // Nobody takes records: the queue is full, or all memory waits for reports.
  void blocked(Duration nap) noexcept;

 private:
  stats::WorkerStats& stats_;
  WakeEvent alarm_;
};

}  // namespace spate::stream
