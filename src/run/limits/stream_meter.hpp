// Measures one stream: the part of a LimitMeasurement that comes from its worker.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>

#include "base/thread_times.hpp"
#include "base/time.hpp"
#include "scenario/model/rate.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

using ThreadTimesByNumber = std::map<pid_t, ThreadTimes>;

// Not thread-safe. `stats` must outlive this object. `unit` is that of the written rate. It counts until the worker
// publishes a target rate.
class StreamMeter {
 public:
  StreamMeter(const stats::StreamStats& stats, scenario::Rate::Unit unit) noexcept
      : stats_(stats), unlimited_(unit == scenario::Rate::Unit::unlimited) {}

  // Measures the time since the previous call, up to `now` or the end of the worker. Returns nullopt if the stream was
  // not running in that time.
  [[nodiscard]] std::optional<stats::LimitMeasurement> measure(MonotonicTime now, const ThreadTimesByNumber& threads);

 private:
  struct Sums {
    std::int64_t due = 0;
    std::int64_t missing = 0;
    std::int64_t waiting = 0;
    std::int64_t stopped = 0;  // waiting when a worker ended
    Duration blocked{};
    Duration overslept{};
    Duration catch_up_wait{};
    ThreadTimes thread;
  };
  void exclude_initial_backlog() noexcept;
  void update_unlimited(const Sums& sums) noexcept;
  [[nodiscard]] Sums read(const ThreadTimesByNumber& threads, MonotonicTime now) const;
  [[nodiscard]] Duration overdue(MonotonicTime now) const noexcept;

  const stats::StreamStats& stats_;
  bool unlimited_;
  MonotonicTime measured_at_{};
  Duration held_back_{};  // at the previous measurement
  Sums before_;
};

}  // namespace spate::run
