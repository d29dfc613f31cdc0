// The buckets of a latency histogram, log-linear as in HdrHistogram (Gil Tene): 32 ns wide below 2,048 ns, then 32
// buckets per power of two, up to 5 min.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace spate::stats::latency_buckets {

inline constexpr auto kMaxLatency =
    static_cast<std::uint64_t>(Duration{5 * kMinute}.count());  // all values in nanoseconds
inline constexpr unsigned kUnitBits = 5;
inline constexpr unsigned kPrecisionBits = 5;
inline constexpr std::size_t kPerDoubling = 1U << kPrecisionBits;

constexpr std::size_t bucket_index(std::uint64_t nanos) noexcept {
  const std::uint64_t units = nanos >> kUnitBits;
  if (units < 2 * kPerDoubling) return units;
  const auto doublings = static_cast<unsigned>(std::bit_width(units)) - kPrecisionBits - 1;
  return doublings * kPerDoubling + (units >> doublings);
}

constexpr std::uint64_t bucket_start(std::size_t bucket) noexcept {
  if (bucket < 2 * kPerDoubling) return std::uint64_t{bucket} << kUnitBits;
  const auto doublings = bucket / kPerDoubling - 1;
  return std::uint64_t{bucket - doublings * kPerDoubling} << (doublings + kUnitBits);
}

constexpr std::uint64_t bucket_middle(std::size_t bucket) noexcept {
  return bucket_start(bucket) + (bucket_start(bucket + 1) - bucket_start(bucket)) / 2;
}

// Overflow bucket: values above kMaxLatency.
inline constexpr std::size_t kOverflow = bucket_index(kMaxLatency) + 1;
inline constexpr std::size_t kBuckets = kOverflow + 1;

}  // namespace spate::stats::latency_buckets
