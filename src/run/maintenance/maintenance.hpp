// What a run does now and then beside sending: ends the warm-up, logs what fails, uses partitions that were added, lets
// go of workers that a reload retired, gives memory back.
#pragma once

#include "base/time.hpp"
#include "run/maintenance/failure_reporter.hpp"
#include "run/maintenance/heap_trimmer.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// The control thread's.
class Maintenance {
 public:
  // `run` outlives it.
  explicit Maintenance(RunContext& run) noexcept : run_(run) {}

  // The workers start. `warm_up_ends`: kNever without a warm-up.
  void start(MonotonicTime now, MonotonicTime warm_up_ends) noexcept;
  // About once a second, and at next_deadline().
  void tick(MonotonicTime now);
  [[nodiscard]] MonotonicTime next_deadline() const noexcept { return warm_up_ends_; }
  // All workers have ended.
  void finish(MonotonicTime now);

 private:
  void finish_warm_up(MonotonicTime now);
  void report_failures();
  void reap_senders();
  void refresh_partitions(MonotonicTime now);
  [[nodiscard]] bool is_queue_nearly_empty() const;

  RunContext& run_;
  FailureReporter failure_reporter_;
  HeapTrimmer heap_trimmer_;
  MonotonicTime warm_up_ends_ = kNever;  // kNever: there is none, or it is over
  MonotonicTime refreshed_{};            // the partitions
};

}  // namespace spate::run
