#include "stats/partition_counts.hpp"

#include <algorithm>

namespace spate::stats {

PartitionCounts::~PartitionCounts() {
  for (auto& group : groups_) delete group.load();
}

void PartitionCounts::count(std::int32_t partition, std::uint64_t records) noexcept {
  const auto cell = std::min(static_cast<std::size_t>(std::max(partition, 0)), kMaxPartitions - 1);
  auto& group = groups_[cell / kGroup];
  if (group.load(std::memory_order_relaxed) == nullptr) {
    group.store(std::make_unique<Group>().release(), std::memory_order_release);
  }
  (*group.load(std::memory_order_relaxed))[cell % kGroup].add(records);
}

std::vector<std::uint64_t> PartitionCounts::read() const {
  std::vector<std::uint64_t> counts(kMaxPartitions);
  std::size_t used = 0;
  for (std::size_t cell = 0; cell < kMaxPartitions; ++cell) {
    const Group* const group = groups_[cell / kGroup].load(std::memory_order_acquire);
    counts[cell] = group == nullptr ? 0 : (*group)[cell % kGroup].read();
    if (counts[cell] > 0) used = cell + 1;
  }
  counts.resize(used);
  return counts;
}

double PartitionCounts::max_share() const noexcept {
  std::uint64_t all = 0;
  std::uint64_t max = 0;
  for (const auto& group : groups_) {
    const Group* const counters = group.load(std::memory_order_acquire);
    if (counters == nullptr) continue;
    for (const Counter& counter : *counters) {
      const auto records = counter.read();
      all += records;
      max = std::max(max, records);
    }
  }
  return all == 0 ? 0.0 : static_cast<double>(max) / static_cast<double>(all);
}

}  // namespace spate::stats
