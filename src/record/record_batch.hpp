// The records a worker made in one turn, grouped by partition before they are handed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "record/arena.hpp"
#include "record/record.hpp"

namespace spate::record {

// One worker's, reused turn after turn; allocates only when made and when the partitions grow.
class RecordBatch {
 public:
  explicit RecordBatch(std::size_t capacity);

  void clear() noexcept { records_.clear(); }
  void add(const Record& record) noexcept { records_.push_back(record); }  // only while !full()
  [[nodiscard]] bool full() const noexcept { return records_.size() == capacity_; }
  [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
  [[nodiscard]] std::span<Record> records() noexcept { return records_; }

  // Orders the records by partition, keeping their order within each (a counting sort: Knuth, TAOCP 3, 5.2 D).
  // Every partition must lie in [0, partitions).
  void group(std::int32_t partitions);
  // After group(): the records of the first partition at or after position `from`. Empty at the end.
  [[nodiscard]] std::span<const Record> partition_run(std::size_t from) const noexcept;

 private:
  std::size_t capacity_;
  std::vector<Record> records_;
  std::vector<Record> grouped_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace spate::record
