// The rate of a stream over about the last 1 s, and its latency over the last 10 to 20 s.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.hpp"
#include "stats/stream_stats.hpp"

namespace spate::run {

// Not thread-safe. `stats` must outlive this object.
class RecentStats {
 public:
  explicit RecentStats(const stats::StreamStats& stats) noexcept : stats_(stats) {}

  // Called about once a second.
  void update(MonotonicTime now);

  // Delivered records per second; 0 before the second update.
  [[nodiscard]] double rate(MonotonicTime now) const noexcept;
  // The delivery latency.
  [[nodiscard]] stats::HistogramSnapshot latency() const;

 private:
  struct Snapshot {
    MonotonicTime at{};
    std::uint64_t delivered = 0;
  };
  const stats::StreamStats& stats_;
  std::array<Snapshot, 2> snapshots_{};  // the last two, newest first
  std::array<stats::HistogramSnapshot, 2> latencies_;
  MonotonicTime next_latency_{};
};

}  // namespace spate::run
