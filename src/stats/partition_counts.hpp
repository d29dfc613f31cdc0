// Records by partition, growing as partitions appear. One thread counts, any thread reads.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "stats/counter.hpp"

namespace spate::stats {

class PartitionCounts {
 public:
  PartitionCounts() = default;
  PartitionCounts(const PartitionCounts&) = delete;
  PartitionCounts& operator=(const PartitionCounts&) = delete;
  ~PartitionCounts();

  // Allocates when the first record of a group of 256 partitions arrives, never after. Partitions beyond kMost share
  // the last cell (Kafka 4.1 refuses topics that large).
  void count(std::int32_t partition, std::uint64_t records) noexcept;
  // One figure per partition, as far as the highest that was counted.
  [[nodiscard]] std::vector<std::uint64_t> read() const;

  // The share of the busiest partition, 0 to 1; 0 when nothing was counted.
  [[nodiscard]] double max_share() const noexcept;

  static constexpr std::size_t kMost = 10'240;

 private:
  static constexpr std::size_t kGroup = 256;
  using Group = std::array<Counter, kGroup>;
  std::array<std::atomic<Group*>, kMost / kGroup> groups_{};
};

}  // namespace spate::stats
