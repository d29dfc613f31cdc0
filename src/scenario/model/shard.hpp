// A shard: one of several processes that share a schedule.
#pragma once

#include <cstdint>

namespace spate::scenario {

inline constexpr std::uint64_t kMaxShards = 1000;

// Sends the records whose index modulo `count` is `index`; index < count <= kMaxShards.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  [[nodiscard]] bool is_single() const noexcept { return count == 1; }
};

}  // namespace spate::scenario
