#include "record/record_batch.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::record;

namespace {

// The intended time identifies a record: 0, 1, 2, … in order of addition.
void fill(RecordBatch& batch, const std::vector<std::int32_t>& partitions) {
  batch.clear();
  for (std::size_t n = 0; n < partitions.size(); ++n) {
    Record record;
    record.partition = partitions[n];
    record.intended = MonotonicTime{Duration{n}};
    batch.add(record);
  }
}

std::vector<Record> collect_runs(const RecordBatch& batch) {
  std::vector<Record> all;
  while (all.size() < batch.size()) {
    const auto run = batch.partition_run(all.size());
    REQUIRE_FALSE(run.empty());
    for (const Record& record : run) REQUIRE(record.partition == run.front().partition);
    all.insert(all.end(), run.begin(), run.end());
  }
  return all;
}

}  // namespace

TEST_CASE("group_by_partition sorts by partition and keeps the order within each") {
  std::mt19937_64 random{7};
  RecordBatch batch{64};
  for (int round = 0; round < 2'000; ++round) {
    const auto partitions = static_cast<std::int32_t>(random() % 40 + 1);
    std::vector<std::int32_t> given(random() % 65);
    for (auto& partition : given)
      partition = static_cast<std::int32_t>(random() % static_cast<std::size_t>(partitions));
    fill(batch, given);
    batch.group_by_partition(partitions);

    std::vector<Record> expected;
    for (std::size_t n = 0; n < given.size(); ++n) {
      Record record;
      record.partition = given[n];
      record.intended = MonotonicTime{Duration{n}};
      expected.push_back(record);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const Record& left, const Record& right) { return left.partition < right.partition; });

    const auto collected = collect_runs(batch);
    REQUIRE(std::equal(collected.begin(), collected.end(), expected.begin(), expected.end(),
                       [](const Record& left, const Record& right) {
                         return left.partition == right.partition && left.intended == right.intended;
                       }));
  }
}

TEST_CASE("partition_run continues after a partly settled run") {
  RecordBatch batch{8};
  fill(batch, {2, 0, 2, 0, 2, 1});
  batch.group_by_partition(3);
  CHECK(batch.partition_run(0).size() == 2);
  CHECK(batch.partition_run(1).size() == 1);
  CHECK(batch.partition_run(1).front().intended == MonotonicTime{Duration{3}});
  CHECK(batch.partition_run(2).front().partition == 1);
  CHECK(batch.partition_run(4).size() == 2);
  CHECK(batch.partition_run(6).empty());
}

TEST_CASE("a batch is full at its capacity and empty after clear") {
  RecordBatch batch{3};
  CHECK(batch.empty());
  fill(batch, {0, 0, 0});
  CHECK(batch.full());
  batch.group_by_partition(1);
  batch.clear();
  CHECK(batch.empty());
  batch.group_by_partition(5);
  CHECK(batch.partition_run(0).empty());
}

TEST_CASE("group_by_partition works if every record is of the last partition") {
  RecordBatch batch{4};
  fill(batch, {9'998, 9'998, 9'998, 9'998});
  batch.group_by_partition(9'999);
  CHECK(batch.partition_run(0).size() == 4);
}
