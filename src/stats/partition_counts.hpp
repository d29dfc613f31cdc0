// Records by partition. One thread counts, any thread reads.
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

  // Allocates for the first record of each group of 256 partitions. Partitions above the maximum share the last cell;
  // Kafka 4.1 rejects topics of that size.
  void count(std::int32_t partition, std::uint64_t records) noexcept;
  // Records per partition, up to the highest partition with a record.
  [[nodiscard]] std::vector<std::uint64_t> read() const;

  // The share of the busiest partition, from 0 to 1; 0 before the first record.
  [[nodiscard]] double max_share() const noexcept;

  static constexpr std::size_t kMaxPartitions = 10'240;

 private:
  static constexpr std::size_t kGroup = 256;
  using Group = std::array<Counter, kGroup>;
  std::array<std::atomic<Group*>, kMaxPartitions / kGroup> groups_{};
};

}  // namespace spate::stats
