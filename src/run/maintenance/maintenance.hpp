// The periodic work of a run: ends the warm-up, logs failures, uses new partitions, destroys retired workers and
// returns memory.
#pragma once

#include "base/time.hpp"
#include "run/maintenance/failure_reporter.hpp"
#include "run/maintenance/heap_trimmer.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Control thread only.
class Maintenance {
 public:
  // `run` must outlive this object.
  explicit Maintenance(RunContext& run) noexcept : run_(run) {}

  // Called when the workers start. `warm_up_ends`: kNever without a warm-up.
  void start(MonotonicTime now, MonotonicTime warm_up_ends) noexcept;
  // Called about once a second, and at next_deadline().
  void tick(MonotonicTime now);
  [[nodiscard]] MonotonicTime next_deadline() const noexcept { return warm_up_ends_; }
  // Called once, after all workers have ended.
  void do_final_work(MonotonicTime now);

 private:
  void finish_warm_up(MonotonicTime now);
  void report_failures();
  void reap_senders();
  void refresh_partitions(MonotonicTime now);
  [[nodiscard]] bool is_queue_nearly_empty() const;

  RunContext& run_;
  FailureReporter failure_reporter_;
  HeapTrimmer heap_trimmer_;
  MonotonicTime warm_up_ends_ = kNever;  // kNever without a warm-up, or afterwards
  MonotonicTime refreshed_{};            // last refresh of partitions
};

}  // namespace spate::run
