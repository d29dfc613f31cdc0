// What a worker tells the statistics of its schedule: how much of it was due, skipped and waits, and how far it came.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "pacing/pacer.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

// Where the statistics have been counted before, by a worker that has ended, this one goes on counting.
class ScheduleAccount {
 public:
  explicit ScheduleAccount(stats::StreamStats& stats) : stats_(stats), before_(stats::read_account(stats)) {}

  // Another worker on the same statistics has ended since this was made.
  void count_on() noexcept { before_ = stats::read_account(stats_); }
  // The thread begins: what was due at `began` and later is sent from then on.
  void open(MonotonicTime began) noexcept;
  // The pacer was told the time.
  void publish(const pacing::Pacer& pacer) noexcept;
  // Between two batches: whatever was made has been enqueued, or will never be.
  void publish_progress(const pacing::Pacer& pacer) noexcept;
  // The last record was made; what still waits is skipped.
  void close(const pacing::Pacer& pacer, StreamTime now) noexcept;

 private:
  stats::StreamStats& stats_;
  stats::Account before_;  // what was counted by others before this one
  StreamTime interval_end_{};
};

}  // namespace spate::stream
