// A latency histogram in fixed memory with log-linear buckets, 32 per power of two (HdrHistogram, Gil Tene).
// The error of a quantile is at most 1.6 % from 1 us to 5 min, and at most 16 ns below 1 us. Longer values count as
// overflow. The maximum is exact. The sum is a double: exact to the nanosecond up to 104 days.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "stats/counter.hpp"
#include "stats/latency_buckets.hpp"

namespace spate::stats {

// The values of one histogram or the sum of several, read at one moment. Not thread-safe.
class HistogramSnapshot {
 public:
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t overflow() const noexcept { return overflow_; }
  [[nodiscard]] Duration max() const noexcept { return max_; }
  [[nodiscard]] double sum_seconds() const noexcept { return sum_seconds_; }
  // The smallest value that a share `q` of all values does not exceed, with 0 <= q <= 1: the middle of a bucket, at
  // most max(). 0 if empty.
  [[nodiscard]] Duration quantile(double q) const noexcept;
  // The number of values in buckets whose middle is at most `bound`.
  [[nodiscard]] std::uint64_t count_at_most(Duration bound) const noexcept;
  void merge(const HistogramSnapshot& other);
  // The values recorded after `earlier`, which Histogram::begin_period() returned.
  [[nodiscard]] HistogramSnapshot since(const HistogramSnapshot& earlier) const;

 private:
  friend class Histogram;
  std::vector<std::uint64_t> buckets_;  // empty or complete
  std::uint64_t count_ = 0;
  std::uint64_t overflow_ = 0;
  double sum_seconds_ = 0;
  Duration max_{};
  Duration period_max_{};  // since the last begin_period()
};

// One thread records, any thread reads. A snapshot that is taken during a record() may lack the newest values. Its
// maximum and sum cover at least the values that it counts.
class Histogram {
 public:
  void record(Duration value) noexcept { record(value, 1); }
  // Records `value` `times` times. Negative values count as 0.
  void record(Duration value, std::uint64_t times) noexcept {
    const auto nanos = static_cast<std::uint64_t>(std::max(value, Duration{}).count());
    if (nanos > period_max_.load(std::memory_order_relaxed)) update_max(nanos);
    // A double: minutes of lateness at a high rate overflow 64 bits of nanoseconds.
    sum_.store(sum_.load(std::memory_order_relaxed) + static_cast<double>(nanos) * static_cast<double>(times),
               std::memory_order_relaxed);
    buckets_[nanos > latency_buckets::kMaxLatency ? latency_buckets::kOverflow : latency_buckets::bucket_index(nanos)]
        .add(times);
  }
  [[nodiscard]] HistogramSnapshot read() const;
  // Starts a period and returns the snapshot to subtract with since(). Resets the maximum of the period.
  // Any thread may call it, but only one at a time. A value recorded during the call may count before or after.
  HistogramSnapshot begin_period();

 private:
  void update_max(std::uint64_t nanos) noexcept {
    period_max_.store(nanos, std::memory_order_relaxed);
    if (nanos > max_.load(std::memory_order_relaxed)) max_.store(nanos, std::memory_order_relaxed);
  }

  std::array<Counter, latency_buckets::kBuckets> buckets_{};
  std::atomic<double> sum_{0};  // nanoseconds
  std::atomic<std::uint64_t> max_{0};
  std::atomic<std::uint64_t> period_max_{0};
};

}  // namespace spate::stats
