#include "stats/partition_counts.hpp"

#include <atomic>
#include <numeric>

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

TEST_CASE("counts end at the highest partition with a record") {
  PartitionCounts counts;
  CHECK(counts.read().empty());
  counts.count(2, 5);
  counts.count(0, 1);
  counts.count(2, 1);
  CHECK(counts.read() == std::vector<std::uint64_t>{1, 0, 6});
}

TEST_CASE("partitions far apart are counted") {
  PartitionCounts counts;
  for (const std::int32_t partition : {0, 255, 256, 5'000, 9'998}) counts.count(partition, 1);
  const auto read = counts.read();
  REQUIRE(read.size() == 9'999);
  for (const std::size_t partition : {0U, 255U, 256U, 5'000U, 9'998U}) CHECK(read[partition] == 1);
  CHECK(std::accumulate(read.begin(), read.end(), std::uint64_t{0}) == 5);
}

TEST_CASE("partitions above the maximum share the last cell") {
  PartitionCounts counts;
  counts.count(PartitionCounts::kMaxPartitions - 1, 1);
  counts.count(PartitionCounts::kMaxPartitions, 1);
  counts.count(2'000'000'000, 1);
  counts.count(-1, 1);
  const auto read = counts.read();
  CHECK(read.size() == PartitionCounts::kMaxPartitions);
  CHECK(std::accumulate(read.begin(), read.end(), std::uint64_t{0}) == 4);
}

TEST_CASE("counts read while partitions are added never decrease") {
  PartitionCounts counts;
  Thread writer{"writer", [&] {
                  for (std::int32_t partition = 0; partition < 9'999; ++partition) counts.count(partition, 1);
                }};
  std::uint64_t before = 0;
  while (before < 9'999) {
    const auto read = counts.read();
    const auto sum = std::accumulate(read.begin(), read.end(), std::uint64_t{0});
    REQUIRE(sum >= before);
    REQUIRE(sum <= 9'999);
    before = sum;
  }
}
