// Writes the worker's progress to the statistics: records due, skipped and waiting, and the position in the schedule.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "pacing/pacer.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

// Continues the counts of earlier workers on the same statistics.
class ScheduleAccount {
 public:
  explicit ScheduleAccount(stats::StreamStats& stats) : stats_(stats), before_(stats::read_account(stats)) {}

  // Called if another worker on the same statistics has ended since construction. Continues its counts.
  void continue_counts() noexcept { before_ = stats::read_account(stats_); }
  // The thread starts. Records can be sent from `started` on.
  void publish_start(MonotonicTime started) noexcept;
  // Called after Pacer::advance_to().
  void publish(const pacing::Pacer& pacer) noexcept;
  // Called between two batches: every record made so far is enqueued, or will never be.
  void publish_progress(const pacing::Pacer& pacer) noexcept;
  // Called after the last record. Counts the backlog as skipped.
  void publish_end(const pacing::Pacer& pacer, StreamTime now) noexcept;

 private:
  stats::StreamStats& stats_;
  stats::Account before_;  // counted by earlier workers
  StreamTime interval_end_{};
};

}  // namespace spate::stream
