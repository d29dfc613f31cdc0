// Memory for record values: blocks that one stream's worker fills front to back and that come back, whole, once every
// record in them has been released. So a value is written once, where it stays until its delivery report, and no
// record costs an allocation. What was filled last is filled again first, so that a stream's memory is as large as the
// most it had in flight of late.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "record/record.hpp"

namespace spate::record {

class Arena;

// One block. Records in it are counted; whoever releases the last of a finished block hands it back to its arena.
class Block {
 public:
  Block(Arena& arena, std::size_t size);

  // Any thread: `records` of this block are done with, and their slots and bytes no longer touched.
  void release(std::uint32_t records) noexcept;
  // What the arena's owner set, to be found again from a slot: in practice the stream's statistics.
  [[nodiscard]] void* owner() const noexcept;

 private:
  friend class Arena;

  Arena& arena_;
  std::unique_ptr<char[]> bytes_;
  // Starts at kWorkersHold, far above what a block can hold, so that it cannot reach zero while the block is being
  // filled; finishing the block takes off all that the hold had too much.
  static constexpr std::uint32_t kWorkersHold = 1U << 30U;
  std::atomic<std::uint32_t> live_{0};
  Block* next_free_ = nullptr;
};

// Owned by one worker, which alone calls anything but the release of blocks. Outlives every record.
class Arena {
 public:
  // Never more than `most_blocks` (at least 1) blocks of `block_size` bytes; blocks are allocated when first needed.
  Arena(std::size_t block_size, std::size_t most_blocks, void* owner);

  // Room for a slot and `bytes` bytes (slot first, both contiguous), or null while every block is waiting for delivery
  // reports. The room is not taken until take(). `bytes` must fit into a block.
  [[nodiscard]] Slot* reserve(std::size_t bytes) noexcept;
  [[nodiscard]] static char* bytes_of(Slot* slot) noexcept { return reinterpret_cast<char*>(slot + 1); }
  // Takes the room last given, with the bytes really used.
  void commit(std::size_t bytes) noexcept {
    used_ += round_up(sizeof(Slot) + bytes);
    ++records_in_current_;
  }

  // Every record taken so far has been released, and nobody touches the arena any more. Begins a new block.
  [[nodiscard]] bool settled() noexcept;

  // Frees the blocks that were not needed at any time since the last call, if any.
  void free_unused() noexcept;
  // There are blocks that a later free_unused() may free.
  [[nodiscard]] bool has_unused() const noexcept { return blocks_.size() > 1; }

  [[nodiscard]] static constexpr std::size_t largest_record(std::size_t block_size) noexcept {
    return block_size - sizeof(Slot);
  }
  [[nodiscard]] std::size_t allocated_bytes() const noexcept { return blocks_.size() * block_size_; }
  [[nodiscard]] void* owner() const noexcept { return owner_; }

 private:
  friend class Block;

  static constexpr std::size_t round_up(std::size_t bytes) noexcept {
    return (bytes + alignof(Slot) - 1) & ~(alignof(Slot) - 1);
  }
  void return_block(Block& block) noexcept;
  void finish_block() noexcept;
  bool begin_block() noexcept;
  void collect() noexcept;
  [[nodiscard]] Block* free_block() noexcept;

  std::size_t block_size_;
  std::size_t max_blocks_;
  void* owner_;
  std::vector<std::unique_ptr<Block>> blocks_;
  Block* current_ = nullptr;
  std::size_t used_ = 0;  // of the current block
  std::uint32_t records_in_current_ = 0;
  Block* free_ = nullptr;                  // the worker's own list, last come first
  std::size_t free_count_ = 0;             // of these
  std::size_t min_free_ = 0;               // since the last free_unused()
  std::atomic<Block*> returned_{nullptr};  // pushed by releasing threads, taken whole by the worker: no ABA
};

}  // namespace spate::record
