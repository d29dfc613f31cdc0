// The indexes of a schedule that a process sends: all, or those of its shard.
#pragma once

#include <cstdint>
#include <limits>

namespace spate::pacing {

// Indexes first, first + step, first + 2 * step and so on. Each of the `step` processes that share a schedule has a
// different `first`. step >= 1. Cheap to copy.
struct ShardIndices {
  std::uint64_t first = 0;
  std::uint64_t step = 1;

  // Number of these indexes before n.
  [[nodiscard]] constexpr std::uint64_t count_before(std::uint64_t n) const noexcept {
    if (n <= first) return 0;
    return step == 1 ? n - first : (n - first - 1) / step + 1;
  }
  // The index with this number, from 0. Saturates at the largest such index.
  [[nodiscard]] constexpr std::uint64_t at(std::uint64_t number) const noexcept {
    const auto max = std::numeric_limits<std::uint64_t>::max();
    return number > (max - first) / step ? max : first + number * step;
  }
  // The first index of the round with this number. All processes that share the schedule have the same.
  [[nodiscard]] constexpr std::uint64_t round_start(std::uint64_t number) const noexcept {
    return at(number) - first % step;
  }
  // The part of `amount` for this process, rounded up.
  [[nodiscard]] constexpr std::uint64_t share(std::uint64_t amount) const noexcept {
    return amount / step + (amount % step == 0 ? 0 : 1);
  }
  // The first of these indexes that is at least n.
  [[nodiscard]] constexpr std::uint64_t at_or_after(std::uint64_t n) const noexcept {
    return step == 1 && n > first ? n : at(count_before(n));
  }
};

}  // namespace spate::pacing
