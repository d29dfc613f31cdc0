// The records that a worker makes at once, grouped by partition before they are enqueued.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "record/arena.hpp"
#include "record/record.hpp"

namespace spate::record {

// Not thread-safe. Allocates only in the constructor and when the number of partitions grows.
class RecordBatch {
 public:
  explicit RecordBatch(std::size_t capacity);

  void clear() noexcept { records_.clear(); }
  void add(const Record& record) noexcept { records_.push_back(record); }  // only while !full()
  [[nodiscard]] bool full() const noexcept { return records_.size() == capacity_; }
  [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
  [[nodiscard]] std::span<Record> records() noexcept { return records_; }

  // Sorts the records by partition and keeps their order within each (counting sort: Knuth, TAOCP 3, 5.2 D). Every
  // partition must be in [0, partitions).
  void group_by_partition(std::int32_t partitions);
  // The same for records that were added in groups already. They stay in their order.
  void keep_order() noexcept { ordered_ = &records_; }
  // After group_by_partition() or keep_order(): the records of one partition that start at position `from`. Empty at
  // the end.
  [[nodiscard]] std::span<const Record> partition_run(std::size_t from) const noexcept;

 private:
  std::size_t capacity_;
  std::vector<Record> records_;
  std::vector<Record> grouped_;
  const std::vector<Record>* ordered_ = &grouped_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace spate::record
