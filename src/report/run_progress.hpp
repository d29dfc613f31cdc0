// Progress of a run, as a live table or a log line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::report {

// Rates are those of the last interval of at least 0.5 s. Not thread-safe.
class RunProgress {
 public:
  explicit RunProgress(const stats::RunStats& stats) : stats_(stats) {}

  // Reads all streams. table() and line() show these values.
  void update(MonotonicTime now);

  // Per stream: records, rate, target rate, behind, p50 and p99 latency, failed, in flight, limit reason. With
  // newlines.
  [[nodiscard]] std::string table() const;
  // All streams in one line.
  [[nodiscard]] std::string line() const;

 private:
  struct StreamProgress {
    std::shared_ptr<const stats::StreamStats> stream;
    stats::Account account;
    std::uint64_t rate_base = 0;  // delivered records when `rate` was computed
    double rate = 0;
    double target = 0;
    Duration behind{};
    stats::HistogramSnapshot latency;
    stats::LimitReason limit = stats::LimitReason::none;
  };

  void update_rate(StreamProgress& progress, Duration interval) const;

  const stats::RunStats& stats_;
  MonotonicTime rates_updated_at_{};
  std::vector<StreamProgress> streams_;
};

}  // namespace spate::report
