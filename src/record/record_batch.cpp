#include "record/record_batch.hpp"

#include <utility>

namespace spate::record {

RecordBatch::RecordBatch(std::size_t capacity) : capacity_(capacity) {
  records_.reserve(capacity);
  grouped_.reserve(capacity);
}

void RecordBatch::group_by_partition(std::int32_t partitions) {
  ordered_ = &grouped_;
  grouped_.resize(records_.size());
  starts_.assign(static_cast<std::size_t>(partitions), 0);
  for (const Record& record : records_) ++starts_[static_cast<std::size_t>(record.partition)];
  std::uint32_t start = 0;
  for (std::uint32_t& count : starts_) start += std::exchange(count, start);
  for (const Record& record : records_) grouped_[starts_[static_cast<std::size_t>(record.partition)]++] = record;
}

std::span<const Record> RecordBatch::partition_run(std::size_t from) const noexcept {
  std::size_t end = from;
  const auto& records = *ordered_;
  while (end < records.size() && records[end].partition == records[from].partition) ++end;
  return {records.data() + from, end - from};
}

}  // namespace spate::record
