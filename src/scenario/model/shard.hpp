// Which part of a load this process sends, of the many that share a schedule.
#pragma once

#include <cstdint>

namespace spate::scenario {

inline constexpr std::uint64_t kMaxShards = 1000;

// The records whose index leaves `index` when divided by `count`; index < count <= kMaxShards.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  [[nodiscard]] bool alone() const noexcept { return count == 1; }
};

}  // namespace spate::scenario
