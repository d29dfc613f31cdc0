// Which slots of a schedule a process takes: all of them, or those of its shard.
#pragma once

#include <cstdint>
#include <limits>

namespace spate::pacing {

// Slots first, first + step, first + 2 * step and so on: with step = n, one of n processes that share a schedule, each
// with a first of its own. A small value; step >= 1.
struct ShardIndices {
  std::uint64_t first = 0;
  std::uint64_t step = 1;

  // How many of these slots come before slot n.
  [[nodiscard]] constexpr std::uint64_t before(std::uint64_t n) const noexcept {
    if (n <= first) return 0;
    return step == 1 ? n - first : (n - first - 1) / step + 1;
  }
  // The one with this number, counted from 0; the largest slot there is where it would be beyond.
  [[nodiscard]] constexpr std::uint64_t at(std::uint64_t number) const noexcept {
    const auto max = std::numeric_limits<std::uint64_t>::max();
    return number > (max - first) / step ? max : first + number * step;
  }
  // The first slot of the round that holds the one with this number: where all that share the schedule stand together.
  [[nodiscard]] constexpr std::uint64_t round(std::uint64_t number) const noexcept { return at(number) - first % step; }
  // This process's share of an amount, rounded up.
  [[nodiscard]] constexpr std::uint64_t share(std::uint64_t amount) const noexcept {
    return amount / step + (amount % step == 0 ? 0 : 1);
  }
  // The first of these slots that is not before slot n.
  [[nodiscard]] constexpr std::uint64_t from(std::uint64_t n) const noexcept {
    return step == 1 && n > first ? n : at(before(n));
  }
};

}  // namespace spate::pacing
