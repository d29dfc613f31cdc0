// Chooses the partition of each record before it is enqueued.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.hpp"
#include "record/partitioner.hpp"
#include "record/record.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::stream {

// Not thread-safe. Under a hashing partitioner, the records of a batch without a key go to one partition, in rotation.
class PartitionChooser {
 public:
  PartitionChooser(scenario::Partitioner partitioner, std::uint64_t seed, std::string_view stream) noexcept
      : partitioner_(partitioner), state_(random::stream_state(seed, stream)) {}

  void next_batch() noexcept { ++batch_; }

  // Whether the records of a batch may go to several partitions. `record` is one of them.
  [[nodiscard]] bool spreads(const record::Record& record) const noexcept {
    const bool hashes = partitioner_ == scenario::Partitioner::murmur2 || partitioner_ == scenario::Partitioner::crc32;
    return !hashes || record.key != nullptr;
  }

  [[nodiscard]] std::int32_t choose(const record::Record& record, std::uint64_t index,
                                    std::int32_t partitions) const noexcept {
    const auto count = static_cast<std::uint64_t>(partitions);
    switch (partitioner_) {
      case scenario::Partitioner::given:
        return record.partition;
      case scenario::Partitioner::round_robin:
        return static_cast<std::int32_t>(index % count);
      case scenario::Partitioner::random:
        return static_cast<std::int32_t>(
            random::uniform_below(random::draw(random::record_state(state_, index), kSite), count));
      case scenario::Partitioner::murmur2:
      case scenario::Partitioner::crc32:
        break;
    }
    if (record.key == nullptr) return static_cast<std::int32_t>(batch_ % count);
    const std::string_view key{record.key, record.key_size};
    return partitioner_ == scenario::Partitioner::crc32 ? record::crc32_partition(key, partitions)
                                                        : record::murmur2_partition(key, partitions);
  }

 private:
  static constexpr std::uint64_t kSite = random::hash_name("partition");
  scenario::Partitioner partitioner_;
  std::uint64_t state_;
  std::uint64_t batch_ = 0;
};

}  // namespace spate::stream
