// One stream's thread: pace -> generate -> group by partition -> enqueue -> account.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "generator/generator.hpp"
#include "pacing/pacer.hpp"
#include "pacing/schedule_history.hpp"
#include "record/arena.hpp"
#include "record/record_batch.hpp"
#include "record/record_sink.hpp"
#include "stats/stream_stats.hpp"
#include "stream/partition_chooser.hpp"

namespace spate {

// The instant T = 0 of a run, or of a stream, on both clocks.
struct Origin {
  MonotonicTime monotonic{};
  WallTime wall{};
  MonotonicTime began{};  // when records can first be sent, T = 0 or later

  // kNever where it is too far.
  [[nodiscard]] MonotonicTime at(StreamTime time) const noexcept { return later(monotonic, since_start(time)); }
  [[nodiscard]] WallTime wall_at(StreamTime time) const noexcept { return later(wall, since_start(time)); }
  [[nodiscard]] StreamTime elapsed(MonotonicTime instant) const noexcept { return StreamTime{instant - monotonic}; }
};

// What makes the records intended at the monotonic instant `from` and later.
struct NextGenerator {
  Generator generator;
  MonotonicTime from{};
};

struct WorkerSetup {
  std::string name;  // the thread's
  Pacer pacer;
  Generator generator;
  PartitionChooser partitions;
  ScheduleHistory* followed = nullptr;  // what takes the schedule's place is added here; outlives the worker
  Alarm* ended = nullptr;               // rung when the thread has made its last record; outlives the worker
  Duration start_after{};
  StreamTime begins_at{};   // since T = 0 and start_after; later where a stream begins again
  std::uint64_t again = 0;  // records before this one may have been sent by an earlier run
  // How long to wait before offering records again to a full queue: 0.5 ms suits one stream, 2 ms several.
  Duration queue_full_nap = kMillisecond / 2;
  std::size_t most_memory = std::size_t{1} << 30U;  // bytes for records until their reports; two blocks at least
};

// Where the statistics have been counted before, by a worker that has ended, this one goes on counting. Sink and stats
// outlive the worker, and the worker's arena outlives every record it handed over: destroy a worker only after the
// producer has settled them all.
class Worker {
 public:
  // Runs on `thread`, or on one that it makes: throws StartError where the system gives none.
  Worker(WorkerSetup setup, RecordSink& sink, StreamStats& stats, std::optional<WaitingThread> thread = std::nullopt);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  // Before start(): what was not known when this one was made, as another worker on the same statistics had not ended.
  // This one counts on from there. As in WorkerSetup.
  void succeed(Pacer pacer, ScheduleHistory& followed, Duration start_after, StreamTime begins_at) noexcept;
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
  void change_schedule(Schedule next, MonotonicTime began);
  // Any thread; likewise: from that look on, its records are made by `next`, which can_make(); those intended before it
  // by the generator before it.
  void change_generator(NextGenerator next);
  // The same without allocating: takes the one element of the list.
  void change_generator(std::list<NextGenerator>&& next) noexcept;
  // Any thread. False: its records do not fit into the blocks of memory this worker has, or it goes wrong on purpose
  // and this one does not, or the other way round.
  [[nodiscard]] bool can_make(const Generator& next) const noexcept;
  // Any thread, but no second time before it has happened: from then on records go to `next`, once all that were handed
  // to the sink before have been delivered or have failed; until then the worker is blocked. `next` outlives the
  // worker.
  void change_sink(RecordSink& next) noexcept;
  // Whether that has not happened yet. Never after ended().
  [[nodiscard]] bool changing_sink() const noexcept;
  void join() { thread_.join(); }
  // After ended() and join(): no record of its lives any more, so that it may be destroyed.
  [[nodiscard]] bool settled() noexcept { return arena_.settled(); }

  [[nodiscard]] const std::string& name() const noexcept { return setup_.name; }
  // Any thread: the thread has made its last record (bounded, stopped or failed).
  [[nodiscard]] bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  // After ended(): why the generator gave up, if it did.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return failure_; }

 private:
  // A schedule, a generator somebody asked for.
  struct Change {
    Schedule next;
    MonotonicTime began{};
  };

  [[nodiscard]] static std::size_t room_for(const Generator& generator);
  void find_backlog();
  void run() noexcept;
  void turn() noexcept;
  void take_change() noexcept;
  void take_generators() noexcept;
  [[nodiscard]] bool take_sink() noexcept;
  bool fill() noexcept;
  bool make_record() noexcept;
  std::uint64_t add(const Record& record, std::uint32_t used) noexcept;
  std::uint64_t add_imperfect(Record record, std::uint32_t used) noexcept;
  [[nodiscard]] Record copy_of(const Record& record, std::uint32_t used) noexcept;
  void count_imperfections(std::span<const Record> records) noexcept;
  void hand_over() noexcept;
  std::size_t enqueue(std::span<const Record> run) noexcept;
  void wait_for_records() noexcept;
  void wait_blocked() noexcept;
  void sleep_until(MonotonicTime instant) noexcept;
  void free_idle_memory() noexcept;
  void tell_pacer() noexcept;
  void publish_schedule() noexcept;
  void abandon(std::size_t from) noexcept;
  void note_progress() noexcept;
  void close_account() noexcept;
  [[nodiscard]] bool repeats() const noexcept { return setup_.pacer.index() < setup_.again; }
  // The next record is by another generator.
  [[nodiscard]] bool is_by_next() const noexcept {
    return !coming_.empty() && origin_.at(setup_.pacer.intended()) >= coming_.front().from;
  }
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  // Since T = 0 of the run.
  [[nodiscard]] StreamTime run_time(StreamTime time) const noexcept { return time + setup_.start_after; }
  [[nodiscard]] StreamTime elapsed() const noexcept { return origin_.elapsed(monotonic_now()); }

  WorkerSetup setup_;
  RecordSink* sink_;
  StreamStats& stats_;
  Account before_;  // what was counted by others before this one
  std::uint64_t bad_records_before_ = 0;
  std::size_t block_size_;
  Arena arena_;
  RecordBatch batch_;
  std::size_t room_;           // for one record, or for both where it may be sent twice
  std::uint64_t dropped_ = 0;  // of the records made in this turn
  std::uint64_t duplicated_ = 0;
  bool repeating_ = false;  // the records made in this turn may have been sent before
  StreamTime stretch_ends_{};
  StreamTime free_idle_at_{};
  Origin origin_;
  std::int32_t partition_count_ = 0;
  std::optional<std::string> failure_;
  std::atomic<bool> ended_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<MonotonicTime> give_up_{};  // at a full queue, once stopping
  std::atomic<bool> change_wanted_{false};
  std::mutex change_mutex_;
  std::optional<Change> change_;         // guarded by change_mutex_
  std::list<NextGenerator> generators_;  // likewise: the next ones, in order
  std::list<NextGenerator> coming_;      // those taken from there
  std::atomic<RecordSink*> next_sink_{nullptr};
  Alarm alarm_;  // rung for a stop and for a change
  WaitingThread thread_;
};

}  // namespace spate
