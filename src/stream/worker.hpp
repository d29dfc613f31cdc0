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
  std::string name;  // the thread's
  pacing::Pacer pacer;
  generator::Generator generator;
  PartitionChooser partitions;
  pacing::ScheduleHistory* followed = nullptr;  // what takes the schedule's place is added here; outlives the worker
  WakeEvent* ended = nullptr;                   // rung when the thread has made its last record; outlives the worker
  Duration start_after{};
  StreamTime begins_at{};    // since T = 0 and start_after; later where a stream begins again
  std::uint64_t resume = 0;  // records before this one may have been sent by an earlier run
  // How long to wait before offering records again to a full queue: 0.5 ms suits one stream, 2 ms several.
  Duration queue_full_backoff = kMillisecond / 2;
  std::size_t max_memory = std::size_t{1} << 30U;  // bytes for records until their reports; two blocks at least
};

// Where the statistics have been counted before, by a worker that has ended, this one goes on counting. Sink and stats
// outlive the worker, and the worker's arena outlives every record it handed over: destroy a worker only after the
// producer has settled them all.
class Worker {
 public:
  // Runs on `thread`, or on one that it makes: throws StartError where the system gives none.
  Worker(WorkerSetup setup, record::RecordSink& sink, stats::StreamStats& stats,
         std::optional<WaitingThread> thread = std::nullopt);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  // Before start(): what was not known when this one was made, as another worker on the same statistics had not ended.
  // This one counts on from there. As in WorkerSetup.
  void succeed(pacing::Pacer pacer, pacing::ScheduleHistory& followed, Duration start_after,
               StreamTime begins_at) noexcept;
  // Once. Records are intended from `origin` plus start_after.
  void start(const Origin& origin) noexcept;
  // Any thread; returns at once. What is still waiting is skipped and counted; the batch at hand is still offered to a
  // full queue until the monotonic instant `deadline`.
  void stop(MonotonicTime deadline = {}) noexcept;
  // Any thread; returns at once and waits for no record. From the worker's next look at the clock on (within its tick;
  // a full queue first takes the batch at hand) the stream follows `next`, whose T = 0 was at the monotonic instant
  // `began`. `next` was made from a profile and never changed; a rate of 0 pauses the stream, and any rate may follow
  // any other, `max` and rates in bytes included. No index is lost or used twice: see Pacer::change. The stream's
  // bounds stay. Of several changes that come before that look the last one counts; a worker that has ended takes none.
  void change_schedule(pacing::Schedule next, MonotonicTime began) {
    changes_.post(NextSchedule{std::move(next), began});
  }
  // Any thread; likewise: from that look on, its records are made by `next`, which accepts(); those intended before it
  // by the generator before it.
  void change_generator(NextGenerator next) { changes_.post(std::move(next)); }
  // The same without allocating: takes the one element of the list.
  void change_generator(std::list<NextGenerator>&& next) noexcept { changes_.post(std::move(next)); }
  // Any thread. False: its records do not fit into the blocks of memory this worker has, or it goes wrong on purpose
  // and this one does not, or the other way round.
  [[nodiscard]] bool accepts(const generator::Generator& next) const noexcept { return maker_.accepts(next); }
  // Any thread, but no second time before it has happened: from then on records go to `next`, once all that were handed
  // to the sink before have been delivered or have failed; until then the worker is blocked. `next` outlives the
  // worker.
  void change_sink(record::RecordSink& next) noexcept { changes_.post(next); }
  // Whether that has not happened yet. Never after ended().
  [[nodiscard]] bool is_sink_change_pending() const noexcept { return changes_.has_sink() && !ended(); }
  void join() { thread_.join(); }
  // After ended() and join(): no record of its lives any more, so that it may be destroyed.
  [[nodiscard]] bool settled() noexcept { return maker_.settled(); }

  [[nodiscard]] const std::string& name() const noexcept { return setup_.name; }
  // Any thread: the thread has made its last record (bounded, stopped or failed).
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  // After ended(): why the generator gave up, if it did.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return maker_.failure(); }

 private:
  void run() noexcept;
  void run_once() noexcept;
  void apply_changes() noexcept;
  void follow(const NextSchedule& next) noexcept;
  [[nodiscard]] bool apply_sink() noexcept;
  void enqueue_batch() noexcept;
  std::size_t enqueue(std::span<const record::Record> run) noexcept;
  void wait_blocked() noexcept;
  void advance_pacer() noexcept;
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  [[nodiscard]] StreamTime elapsed() const noexcept { return origin_.elapsed(monotonic_now()); }

  WorkerSetup setup_;  // its generator is the maker's
  record::RecordSink* sink_;
  stats::StreamStats& stats_;
  ScheduleAccount account_;
  BatchMaker maker_;
  WorkerSleep sleep_;
  PendingChanges changes_;
  Origin origin_;
  std::atomic<bool> ended_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<MonotonicTime> purge_{};  // at a full queue, once stopping
  WaitingThread thread_;
};

}  // namespace spate::stream
