// The streams of a run, in the order in which they came: the one container of all that belongs to them.
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

// The control thread alone adds, retires and evicts, and reads without the lock what it alone changes. Other threads
// hold the lock for as long as they use a stream.
class Registry {
 public:
  using Streams = std::list<RunningStream>;  // a stream stays where it is until it is evicted

  explicit Registry(stats::RunStats& stats) noexcept : stats_(stats) {}

  [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock{mutex_}; }
  // Those that a reload removed are among them until they are evicted.
  [[nodiscard]] Streams& streams() noexcept { return streams_; }
  [[nodiscard]] const Streams& streams() const noexcept { return streams_; }
  // Null if there is none, or it was removed.
  [[nodiscard]] RunningStream* find(std::string_view name) noexcept;
  // Removed ones too.
  [[nodiscard]] RunningStream* find_any(std::string_view name) noexcept;

  // Where each stream is, for a later run; locks.
  [[nodiscard]] std::vector<StreamState> stream_states() const;

  void add(scenario::Stream definition, std::shared_ptr<stats::StreamStats> stats);
  // The one stream of the list, without allocating. With the lock held.
  void add(Streams&& stream) noexcept { streams_.splice(streams_.end(), stream); }
  // Its worker is told to stop; room for one more was made in `retired`. Locks.
  void retire(RunningStream& stream) noexcept;

  // Lets go of the workers that were retired and whose records are all settled, after `close` has closed their sinks.
  // Evicts the oldest removed streams where there are too many. Logs. Locks.
  void reap(const std::function<void(const record::RecordSink&)>& close);
  // Of those evicted.
  [[nodiscard]] const report::EvictedTotals& evicted() const noexcept { return evicted_; }

  // The worker of a stream has failed, or that of one which is gone.
  [[nodiscard]] bool any_failed() const noexcept;
  // Every worker has made its last record.
  [[nodiscard]] bool all_ended() const noexcept;

 private:
  void reap(RunningStream& stream, const std::function<void(const record::RecordSink&)>& close);
  void close_account(RunningStream& stream);
  void evict(RunningStream& stream);

  stats::RunStats& stats_;
  mutable std::mutex mutex_;
  Streams streams_;
  std::deque<RunningStream*> closed_;  // removed and without workers, first closed first
  report::EvictedTotals evicted_;
  bool reaped_failure_ = false;
};

}  // namespace spate::run
