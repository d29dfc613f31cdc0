// Buffers records by partition. The records of a partition are contiguous in one arena block, so the client reads them
// in sequence, and the block is released by the reports of one partition.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "record/arena.hpp"
#include "record/record.hpp"
#include "record/record_batch.hpp"

namespace spate::record {

// Not thread-safe. `arena` must outlive this object. Records without imperfections only.
class PartitionBuffers {
 public:
  explicit PartitionBuffers(Arena& arena) : arena_(arena) {}

  // Sets the number of partitions, and how large a record can be. Only while empty. Returns false if the blocks of the
  // arena are too few or too small for that. Allocates if the number of partitions grows.
  [[nodiscard]] bool resize(std::int32_t partitions, std::size_t max_record_bytes);
  // Whether resize() need not be called for such records.
  [[nodiscard]] bool accepts(std::int32_t partitions, std::size_t max_record_bytes) const noexcept {
    return static_cast<std::size_t>(partitions) == buffers_.size() && max_record_bytes <= max_record_bytes_;
  }

  // A slot and space for the bytes of the record that add() gets next. Returns null if there is no memory for a record
  // of any partition.
  [[nodiscard]] Slot* reserve() noexcept;
  // Adds a record in the space that was reserved last, of which it uses `used` bytes after the slot. Copies it after
  // kDelay - 1 more calls, when the memory of its partition has reached the CPU cache.
  void add(const Record& record, std::uint32_t used, StreamTime now) noexcept;
  // Copies all records that were added.
  void copy_added() noexcept;

  [[nodiscard]] bool empty() const noexcept { return open_ == 0; }
  // The functions below require copy_added(). full(): a partition whose buffer must be moved before the next reserve().
  [[nodiscard]] std::optional<std::int32_t> full() const noexcept;
  // A partition whose oldest record was added at `until` or earlier.
  [[nodiscard]] std::optional<std::int32_t> find(StreamTime until) noexcept;
  // Appends the records of the partition to `batch`, at most kMaxRecords, in their order.
  void move_to(RecordBatch& batch, std::int32_t partition) noexcept;

  static constexpr std::size_t kMaxRecords = 1024;  // per partition

 private:
  static constexpr std::size_t kDelay = 8;

  struct Added {
    Record record;
    std::uint32_t used = 0;
  };
  struct Buffer {
    Block* block = nullptr;  // null: empty
    std::uint32_t used = 0;
    std::uint32_t records = 0;
    StreamTime since{};  // time of the first record
  };

  void prepare(std::int32_t partition, std::uint32_t used, StreamTime now) noexcept;
  void copy(const Added& added) noexcept;
  [[nodiscard]] bool is_full(const Buffer& buffer) const noexcept;

  Arena& arena_;
  std::vector<Buffer> buffers_;  // by partition
  std::size_t open_ = 0;         // buffers with records
  std::size_t max_record_bytes_ = 0;
  std::size_t full_at_ = 0;      // bytes from which a buffer is full
  StreamTime oldest_{};          // no buffered record was added earlier
  char* added_bytes_ = nullptr;  // slots and bytes of added records
  std::array<Added, kDelay> added_{};
  std::size_t added_count_ = 0;   // since the last copy_added()
  std::size_t copied_count_ = 0;  // of these
  std::array<std::int32_t, kDelay> full_{};
  std::size_t full_count_ = 0;
};

}  // namespace spate::record
