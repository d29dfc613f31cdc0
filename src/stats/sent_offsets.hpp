// Intended times of the records of one partition, from their delivery reports until a reader of that partition has
// passed them: a ring indexed by offset, of fixed memory.
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

// sent() by one thread, in ascending order of offsets but for retries; everything else by one other.
class SentOffsets {
 public:
  // For offsets from `begin` on; holds `capacity` of them at once, a power of two.
  SentOffsets(std::int64_t begin, std::size_t capacity);

  // A record was reported. False when there is no room, or the reader has passed it: it will not be found.
  bool sent(std::int64_t offset, const SentRecord& record) noexcept;
  // The highest offset reported; below `begin` if none.
  [[nodiscard]] std::int64_t newest() const noexcept { return newest_.load(std::memory_order_acquire); }

  // What was reported for an offset not passed yet, if it was.
  [[nodiscard]] std::optional<SentRecord> find(std::int64_t offset) const noexcept;
  // Offsets up to this one will not be asked for any more.
  void pass(std::int64_t offset) noexcept { passed_.store(offset, std::memory_order_release); }
  [[nodiscard]] std::int64_t passed() const noexcept { return passed_.load(std::memory_order_acquire); }

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
