// A latency histogram of fixed memory: log-linear buckets in the manner of HdrHistogram (Gil Tene), 32 to each power
// of two. A quantile is within 1.6 % of the truth from 1 us to 5 min (within 16 ns below); longer values are counted
// as overflow; the maximum is exact, and the sum as far as a double holds it (to the nanosecond up to 104 days).
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

// A reading of one or several histograms: plain values, no thread rule.
class HistogramReading {
 public:
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t overflow() const noexcept { return overflow_; }
  [[nodiscard]] Duration max() const noexcept { return max_; }
  [[nodiscard]] double sum_seconds() const noexcept { return sum_seconds_; }
  // The value that a share `q` in [0, 1] of all values does not exceed: a bucket's middle, never above max(). 0 if
  // empty.
  [[nodiscard]] Duration quantile(double q) const noexcept;
  // How many values were at most `bound`, counting a bucket in when its middle is.
  [[nodiscard]] std::uint64_t count_at_most(Duration bound) const noexcept;
  void merge(const HistogramReading& other);
  // What was recorded after `earlier`, which Histogram::begin_period() returned.
  [[nodiscard]] HistogramReading since(const HistogramReading& earlier) const;

 private:
  friend class Histogram;
  std::vector<std::uint64_t> buckets_;  // empty, or all of them
  std::uint64_t count_ = 0;
  std::uint64_t overflow_ = 0;
  double sum_seconds_ = 0;
  Duration max_{};
  Duration period_max_{};  // since the last begin_period()
};

// One thread records, any thread reads. A reading taken meanwhile may miss the newest values, never invent one; its
// maximum and sum cover at least the values it counts.
class Histogram {
 public:
  void record(Duration value) noexcept { record(value, 1); }
  // Negative values count as 0.
  void record(Duration value, std::uint64_t times) noexcept {
    const auto nanos = static_cast<std::uint64_t>(std::max(value, Duration{}).count());
    if (nanos > period_max_.load(std::memory_order_relaxed)) note_max(nanos);
    // A double, because minutes of lateness at a high rate add up to more nanoseconds than 64 bits hold.
    sum_.store(sum_.load(std::memory_order_relaxed) + static_cast<double>(nanos) * static_cast<double>(times),
               std::memory_order_relaxed);
    buckets_[nanos > latency_buckets::kLongest ? latency_buckets::kOverflow : latency_buckets::bucket_of(nanos)].add(
        times);
  }
  [[nodiscard]] HistogramReading read() const;
  // Any thread, one at a time: a reading to be left out by HistogramReading::since, whose maximum begins anew here. A
  // value recorded meanwhile may count for either side.
  HistogramReading begin_period();

 private:
  void note_max(std::uint64_t nanos) noexcept {
    period_max_.store(nanos, std::memory_order_relaxed);
    if (nanos > max_.load(std::memory_order_relaxed)) max_.store(nanos, std::memory_order_relaxed);
  }

  std::array<Counter, latency_buckets::kBuckets> buckets_{};
  std::atomic<double> sum_{0};  // nanoseconds
  std::atomic<std::uint64_t> max_{0};
  std::atomic<std::uint64_t> period_max_{0};
};

}  // namespace spate::stats
