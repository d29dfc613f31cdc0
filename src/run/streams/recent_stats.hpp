// How a stream has gone lately: its rate over about the last second, its latency over the last ten to twenty.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// One thread's at a time. `stats` outlives it.
class RecentStats {
 public:
  explicit RecentStats(const stats::StreamStats& stats) noexcept : stats_(stats) {}

  // To be called about once a second; `now` is monotonic.
  void update(MonotonicTime now);

  // Delivered per second; 0 before the second look.
  [[nodiscard]] double rate(MonotonicTime now) const noexcept;
  // From intended to acknowledged.
  [[nodiscard]] stats::HistogramSnapshot latency() const;

 private:
  struct Snapshot {
    MonotonicTime at{};
    std::uint64_t delivered = 0;
  };
  const stats::StreamStats& stats_;
  std::array<Snapshot, 2> snapshots_{};  // the last one, and the one before
  std::array<stats::HistogramSnapshot, 2> latencies_;
  MonotonicTime next_latency_{};
};

}  // namespace spate::run
