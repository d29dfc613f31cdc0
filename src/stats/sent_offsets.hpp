// Intended times of the records of one partition, from the delivery report until the end-to-end consumer has passed the
// offset. A ring buffer of fixed size, indexed by offset.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/time.hpp"

namespace spate::stats {

struct StreamStats;

struct SentRecord {
  MonotonicTime intended{};
  StreamStats* stream = nullptr;
};

// add() is called by one thread, with ascending offsets except after retries. All else is called by one other thread.
class SentOffsets {
 public:
  // Holds offsets from `begin` on, at most `capacity` at a time. `capacity` is a power of two.
  SentOffsets(std::int64_t begin, std::size_t capacity);

  // Adds a delivered record. Returns false if the ring is full or the consumer has passed the offset; find() then
  // returns nullopt.
  bool add(std::int64_t offset, const SentRecord& record) noexcept;
  // The highest offset added; `begin` - 1 if none.
  [[nodiscard]] std::int64_t newest() const noexcept { return newest_.load(std::memory_order_acquire); }

  // The record at an offset that is not passed yet. Returns nullopt if none was added.
  [[nodiscard]] std::optional<SentRecord> find(std::int64_t offset) const noexcept;
  // Releases the offsets up to this one.
  void advance(std::int64_t offset) noexcept { passed_.store(offset, std::memory_order_release); }
  [[nodiscard]] std::int64_t position() const noexcept { return passed_.load(std::memory_order_acquire); }

 private:
  struct Cell {
    std::atomic<std::int64_t> offset{-1};
    SentRecord record;
  };
  [[nodiscard]] Cell& cell_of(std::int64_t offset) const noexcept {
    return cells_[static_cast<std::size_t>(offset) & (capacity_ - 1)];
  }

  std::size_t capacity_;
  std::unique_ptr<Cell[]> cells_;
  alignas(64) std::atomic<std::int64_t> newest_;
  alignas(64) std::atomic<std::int64_t> passed_;
};

}  // namespace spate::stats
