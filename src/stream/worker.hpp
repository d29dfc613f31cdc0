// One stream's thread: pace -> generate -> group by partition -> enqueue -> account.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "generator/generator.hpp"
#include "pacing/pacer.hpp"
#include "pacing/schedule_history.hpp"
#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"
#include "stream/batch_maker.hpp"
#include "stream/origin.hpp"
#include "stream/partition_chooser.hpp"
#include "stream/pending_changes.hpp"
#include "stream/schedule_account.hpp"
#include "stream/worker_sleep.hpp"

namespace spate::stream {

struct WorkerSetup {
  std::string name;  // of the thread
  pacing::Pacer pacer;
  generator::Generator generator;
  PartitionChooser partitions;
  pacing::ScheduleHistory* history = nullptr;  // the worker adds each new schedule; must outlive it
  WakeEvent* ended = nullptr;                  // set after the last record; must outlive the worker
  Duration start_after{};
  StreamTime begins_at{};          // since T = 0 and start_after; later after a restart of the stream
  std::uint64_t resent_until = 0;  // an earlier process may have sent the records before this index
  // How long to wait before records are offered to a full queue again: 0.5 ms for one stream, 2 ms for several.
  Duration queue_full_backoff = kMillisecond / 2;
  std::size_t max_memory = std::size_t{1} << 30U;  // bytes of records until their reports, at least two blocks
};

// Continues the counts of earlier workers on the same statistics. Sink and stats must outlive the worker. The worker's
// arena must outlive every record that it enqueued: destroy a worker only after the producer has settled them all.
class Worker {
 public:
  // Runs on `thread`, or on a new one. Throws StartError if the system provides none.
  Worker(WorkerSetup setup, record::RecordSink& sink, stats::StreamStats& stats,
         std::optional<WaitingThread> thread = std::nullopt);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  // Called before start() if an earlier worker on the same statistics had not ended at construction. Replaces these
  // values of WorkerSetup and continues the counts of that worker.
  void set_start(pacing::Pacer pacer, pacing::ScheduleHistory& history, Duration start_after,
                 StreamTime begins_at) noexcept;
  // Called once. T = 0 of the stream is `origin` plus start_after.
  void start(const Origin& origin) noexcept;
  // Thread-safe. Returns immediately. The worker skips and counts the backlog. If the queue is full, it
  // offers the current batch until `deadline`.
  void stop(MonotonicTime deadline = {}) noexcept;
  // Thread-safe. Returns immediately. At its next step (within a tick, or after a full queue has taken the current
  // batch) the worker uses `next`, whose T = 0 was at `started`. `next` must be made from a profile and unchanged. Any
  // rate may follow any other: 0 (a pause), `max`, and rates in bytes. No index is lost or used twice (see
  // Pacer::change). The bounds of the stream stay. If several changes are pending, the last one counts. A worker that
  // has ended ignores it.
  void change_schedule(pacing::Schedule next, MonotonicTime started) {
    changes_.post(NextSchedule{std::move(next), started});
  }
  // Thread-safe. From its next step on, the worker makes records with `next`, which accepts() must allow. Records that
  // are intended before `next.from` keep the earlier generator.
  void change_generator(NextGenerator next) { changes_.post(std::move(next)); }
  // Takes the one element of the list. Does not allocate.
  void change_generator(std::list<NextGenerator>&& next) noexcept { changes_.post(std::move(next)); }
  // Thread-safe. Returns false if the records of `next` do not fit into the worker's blocks, or if only one of both
  // generators has imperfections.
  [[nodiscard]] bool accepts(const generator::Generator& next) const noexcept { return maker_.accepts(next); }
  // Thread-safe. Must not be called again before the switch. Records go to `next` once all records of the current sink
  // are settled. Until then the worker is blocked. `next` must outlive the worker.
  void change_sink(record::RecordSink& next) noexcept { changes_.post(next); }
  // Whether the switch is pending. False after ended().
  [[nodiscard]] bool is_sink_change_pending() const noexcept { return changes_.has_sink() && !ended(); }
  void join() { thread_.join(); }
  // After ended() and join(): whether every record is released, so the worker may be destroyed.
  [[nodiscard]] bool settled() noexcept { return maker_.settled(); }

  [[nodiscard]] const std::string& name() const noexcept { return setup_.name; }
  // Thread-safe. Whether the worker has made its last record (bounded, stopped or failed).
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  // After ended(): the error of the generator, if it failed.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return maker_.failure(); }

 private:
  void run() noexcept;
  void run_once() noexcept;
  void apply_changes() noexcept;
  [[nodiscard]] bool apply_sink() noexcept;
  void enqueue_batch() noexcept;
  void enqueue_buffered() noexcept;
  std::size_t enqueue(std::span<const record::Record> run) noexcept;
  void wait_blocked() noexcept;
  void advance_pacer() noexcept;
  [[nodiscard]] bool is_stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  [[nodiscard]] StreamTime elapsed() const noexcept { return origin_.elapsed(monotonic_now()); }

  WorkerSetup setup_;  // its generator is moved to maker_
  record::RecordSink* sink_;
  stats::StreamStats& stats_;
  ScheduleAccount account_;
  BatchMaker maker_;
  WorkerSleep sleep_;
  PendingChanges changes_;
  Origin origin_;
  std::atomic<bool> ended_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<MonotonicTime> stop_deadline_{};  // valid if stopping_
  WaitingThread thread_;
};

}  // namespace spate::stream
