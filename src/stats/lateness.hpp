// Lateness of events: how far the event time of a record is before its intended time. The bounds are fixed because
// lateness ranges from 0 to days.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"
#include "stats/counter.hpp"

namespace spate::stats {

inline constexpr std::array<Duration, 16> kLatenessBounds{
    Duration{},  kSecond,      2 * kSecond,  5 * kSecond,  10 * kSecond,  30 * kSecond,  kMinute,       2 * kMinute,
    5 * kMinute, 10 * kMinute, 30 * kMinute, 60 * kMinute, 180 * kMinute, 360 * kMinute, 720 * kMinute, 1440 * kMinute};

struct LatenessSnapshot {
  std::array<std::uint64_t, kLatenessBounds.size()> at_most{};  // cumulative, by bound
  std::uint64_t count = 0;
  double sum_seconds = 0;
};

// One thread records, any thread reads.
class LatenessHistogram {
 public:
  void record(Duration lateness) noexcept {
    const auto* const bound = std::lower_bound(kLatenessBounds.begin(), kLatenessBounds.end(), lateness);
    sum_.store(sum_.load(std::memory_order_relaxed) + to_seconds(lateness), std::memory_order_relaxed);
    buckets_[static_cast<std::size_t>(bound - kLatenessBounds.begin())].add(1);
  }

  [[nodiscard]] LatenessSnapshot read() const noexcept {
    LatenessSnapshot snapshot;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
      snapshot.count += buckets_[bucket].read();
      if (bucket < snapshot.at_most.size()) snapshot.at_most[bucket] = snapshot.count;
    }
    snapshot.sum_seconds = sum_.load(std::memory_order_relaxed);
    return snapshot;
  }

 private:
  std::array<Counter, kLatenessBounds.size() + 1> buckets_{};
  std::atomic<double> sum_{0};
};

}  // namespace spate::stats
