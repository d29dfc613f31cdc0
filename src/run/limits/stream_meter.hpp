// What the worker of one stream tells about a second: the worker's half of the evidence for what limits it.
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

// One thread's. `stats` outlives it; `unit` is that of the stream's rate until a worker says another.
class StreamMeter {
 public:
  StreamMeter(const stats::StreamStats& stats, scenario::Rate::Unit unit) noexcept
      : stats_(stats), unlimited_(unit == scenario::Rate::Unit::unlimited) {}

  // What happened since the call before, up to `now` or the worker's end. Nothing before the stream starts
  // and after it has ended.
  [[nodiscard]] std::optional<stats::LimitMeasurement> measure(MonotonicTime now, const ThreadTimesByNumber& threads);

 private:
  struct Sums {
    std::int64_t due = 0;
    std::int64_t missing = 0;
    std::int64_t waiting = 0;
    std::int64_t stopped = 0;  // waiting when a worker ended
    Duration blocked{};
    Duration overslept{};
    Duration held{};
    ThreadTimes thread;
  };
  void begin_with_backlog() noexcept;
  void note_rate(const Sums& sums) noexcept;
  [[nodiscard]] Sums read(const ThreadTimesByNumber& threads, MonotonicTime now) const;
  [[nodiscard]] Duration overdue(MonotonicTime now) const noexcept;

  const stats::StreamStats& stats_;
  bool unlimited_;
  MonotonicTime measured_at_{};
  Duration held_back_{};  // at the look before
  Sums before_;
};

}  // namespace spate::run
