// The streams of a run, in the order in which they were added. The only container of streams.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "report/summary.hpp"
#include "run/streams/running_stream.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// Only the control thread adds, retires and evicts streams. It reads without the lock what only it changes. Other
// threads hold the lock while they use a stream.
class Registry {
 public:
  using Streams = std::list<RunningStream>;  // the address of a stream never changes

  explicit Registry(stats::RunStats& stats) noexcept : stats_(stats) {}

  [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock{mutex_}; }
  // All streams, including removed ones until they are evicted.
  [[nodiscard]] Streams& streams() noexcept { return streams_; }
  [[nodiscard]] const Streams& streams() const noexcept { return streams_; }
  // Returns null if there is no such stream, or it was removed.
  [[nodiscard]] RunningStream* find(std::string_view name) noexcept;
  // Also returns removed streams. Null if there is no such stream.
  [[nodiscard]] RunningStream* find_with_removed(std::string_view name) noexcept;

  // The state of each stream for the state file. Locks.
  [[nodiscard]] std::vector<StreamState> stream_states() const;

  void add(scenario::Stream definition, std::shared_ptr<stats::StreamStats> stats);
  // Adds the streams of the list without allocating. The caller holds the lock.
  void add(Streams&& added) noexcept { streams_.splice(streams_.end(), added); }
  // Waits for the worker of `stream`, which was told to stop, and moves it to `retired`, whose capacity must suffice.
  // Locks.
  void retire(RunningStream& stream) noexcept;

  // Destroys retired workers whose records are all settled, and calls `close` with their sinks. Evicts the oldest
  // removed streams above the limit of 20. Logs removals. Locks.
  void reap(const std::function<void(const record::RecordSink&)>& close);
  // The totals of evicted streams.
  [[nodiscard]] const report::EvictedTotals& evicted() const noexcept { return evicted_; }

  // True if a worker has failed, including destroyed ones.
  [[nodiscard]] bool any_failed() const noexcept;
  // True if every worker has made its last record.
  [[nodiscard]] bool all_ended() const noexcept;

 private:
  void reap(RunningStream& stream, const std::function<void(const record::RecordSink&)>& close);
  void close_account(RunningStream& stream);
  void evict(RunningStream& stream);

  stats::RunStats& stats_;
  mutable std::mutex mutex_;
  Streams streams_;
  std::deque<RunningStream*> closed_;  // removed, without workers; oldest first
  report::EvictedTotals evicted_;
  bool reaped_failure_ = false;
};

}  // namespace spate::run
