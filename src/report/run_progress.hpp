// How a run goes, as a live table on a terminal or a line in a log.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::report {

// Compares each reading with the one before, so rates are those of the last interval, of half a second or more. One
// thread's.
class RunProgress {
 public:
  explicit RunProgress(const stats::RunStats& stats) : stats_(stats) {}

  // Reads every stream. The texts below speak of this reading.
  void update(MonotonicTime now);

  // Per stream: records, rate now / target, lag, p50 / p99 latency, failed, in flight, what limits it now.
  // Newline-terminated.
  [[nodiscard]] std::string table() const;
  // All streams in one line.
  [[nodiscard]] std::string line() const;

 private:
  struct StreamProgress {
    std::shared_ptr<const stats::StreamStats> of;
    stats::Account account;
    std::uint64_t counted = 0;  // delivered when the rate was last counted
    double rate = 0;
    double target = 0;
    Duration behind{};
    stats::HistogramSnapshot latency;
    stats::LimitReason limit = stats::LimitReason::none;
  };

  void count_rate(StreamProgress& progress, Duration time) const;

  const stats::RunStats& stats_;
  MonotonicTime counted_at_{};
  std::vector<StreamProgress> streams_;
};

}  // namespace spate::report
