#include "run/plan/sampled_records.hpp"

#include <algorithm>
#include <memory>

#include "record/record.hpp"
#include "stream/partition_chooser.hpp"

namespace spate {
namespace {

constexpr std::uint64_t kSample = 10'000;
// With fewer records per partition a share would be chance.
constexpr std::uint64_t kLeastPerPartition = 50;

// Since T = 0; there, where the schedule does not tell.
Nanos intended_time(const Stream& stream, const Schedule& schedule, std::uint64_t index) {
  if (schedule.unit() != Rate::Unit::records) return 0;
  const Nanos intended = schedule.intended(index);
  return intended == kNever ? 0 : later(stream.start_after, intended);
}

}  // namespace

SampledRecords sample_records(const Scenario& scenario, const Stream& stream, const Schedule& schedule,
                              Generator generator, std::uint64_t most, Nanos wall) {
  SampledRecords sampled;
  const auto partitions = stream.topic.partitions.value_or(1);
  PartitionChooser chooser{stream.partitioner, scenario.seed, stream.name};
  generator.set_partitions(partitions);
  const auto memory = std::make_unique<char[]>(generator.most_bytes());
  std::vector<std::uint64_t> by_partition(static_cast<std::size_t>(partitions));
  const auto wanted = std::clamp<std::uint64_t>(most, 1, kSample);
  const auto step = std::max<std::uint64_t>(1, most / wanted);
  double bytes = 0;
  for (; sampled.records < wanted; ++sampled.records) {
    const auto index = sampled.records * step;
    const Nanos elapsed = intended_time(stream, schedule, index);
    const auto made = generator.write(memory.get(), {.index = index, .wall = later(wall, elapsed), .elapsed = elapsed});
    if (generator.failed()) {
      sampled.failure = generator.failure();
      break;
    }
    const Record record{.value = made.value, .key = made.key, .value_size = made.value_size, .key_size = made.key_size};
    const auto size = std::uint64_t{made.value_size} + made.key_size;
    bytes += static_cast<double>(size);
    sampled.most_bytes = std::max(sampled.most_bytes, size);
    chooser.next_batch();
    ++by_partition[static_cast<std::size_t>(chooser.choose(record, index, partitions))];
  }
  if (sampled.records > 0) sampled.mean_bytes = bytes / static_cast<double>(sampled.records);
  if (sampled.records / by_partition.size() >= kLeastPerPartition) {
    for (const auto count : by_partition)
      sampled.shares.push_back(static_cast<double>(count) / static_cast<double>(sampled.records));
  }
  return sampled;
}

}  // namespace spate
