// Memory for records: blocks that the worker of one stream fills from front to back. A block is reused once all its
// records are released. So a value is written once, stays in place until its delivery report, and needs no allocation.
// The block that was freed last is filled first, so memory follows what was recently in flight.
//
// reserve() and commit() fill one block after the other. open_block() and close_block() serve a writer that fills
// several blocks at the same time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "record/record.hpp"

namespace spate::record {

class Arena;

// One block. It counts its records. The thread that releases the last record of a finished block returns it to the
// arena.
class Block {
 public:
  Block(Arena& arena, std::size_t size);

  // Thread-safe. The caller must not use the slots and bytes of these `records` any more.
  void release(std::uint32_t records) noexcept;
  // The `owner` of the arena, reachable from a slot. In practice the statistics of the stream.
  [[nodiscard]] void* owner() const noexcept;
  [[nodiscard]] char* bytes() const noexcept { return bytes_.get(); }

 private:
  friend class Arena;

  Arena& arena_;
  std::unique_ptr<char[]> bytes_;
  // The count starts at kWorkersHold, more than a block can hold, so it cannot reach zero while the block is filled.
  // Finishing the block subtracts the surplus.
  static constexpr std::uint32_t kWorkersHold = 1U << 30U;
  std::atomic<std::uint32_t> live_{0};
  Block* next_free_ = nullptr;
};

// Called by the worker only, except for the release of blocks. Must outlive every record.
class Arena {
 public:
  // At most `max_blocks` (1 or more) blocks of `block_size` bytes. Allocates a block when it is first needed.
  Arena(std::size_t block_size, std::size_t max_blocks, void* owner);

  // Space for a slot and `bytes` contiguous bytes after it. Returns null if every block waits for delivery reports. The
  // space is used only after commit(). `bytes` must fit into a block.
  [[nodiscard]] Slot* reserve(std::size_t bytes) noexcept;
  [[nodiscard]] static char* bytes_of(Slot* slot) noexcept { return reinterpret_cast<char*>(slot + 1); }
  // Commits the space reserved last, with the bytes that are used.
  void commit(std::size_t bytes) noexcept {
    used_ += round_up(sizeof(Slot) + bytes);
    ++records_in_current_;
  }

  // An empty block that the caller fills. Returns null if every block waits for delivery reports or is open.
  [[nodiscard]] Block* open_block() noexcept;
  // Whether open_block() has a block to return.
  [[nodiscard]] bool can_open_block() noexcept;
  // Ends the filling of an open block that holds this many records. The block may be reused at once if all of them are
  // released.
  static void close_block(Block& block, std::uint32_t records) noexcept {
    block.release(Block::kWorkersHold - records);
  }

  // Returns whether every record is released, no block is open and no other thread uses the arena. Starts a new block.
  [[nodiscard]] bool settled() noexcept;

  // Frees the blocks that were unused since the last call.
  void free_unused() noexcept;
  // Whether a later free_unused() may free blocks.
  [[nodiscard]] bool has_unused() const noexcept { return blocks_.size() > 1; }

  [[nodiscard]] static constexpr std::size_t max_record_bytes(std::size_t block_size) noexcept {
    return block_size - sizeof(Slot);
  }
  [[nodiscard]] static constexpr std::size_t round_up(std::size_t bytes) noexcept {
    return (bytes + alignof(Slot) - 1) & ~(alignof(Slot) - 1);
  }
  [[nodiscard]] std::size_t block_size() const noexcept { return block_size_; }
  [[nodiscard]] std::size_t max_blocks() const noexcept { return max_blocks_; }
  [[nodiscard]] std::size_t allocated_bytes() const noexcept { return blocks_.size() * block_size_; }
  [[nodiscard]] void* owner() const noexcept { return owner_; }

 private:
  friend class Block;

  void return_block(Block& block) noexcept;
  void finish_block() noexcept;
  bool begin_block() noexcept;
  void collect() noexcept;

  std::size_t block_size_;
  std::size_t max_blocks_;
  void* owner_;
  std::vector<std::unique_ptr<Block>> blocks_;
  Block* current_ = nullptr;
  std::size_t used_ = 0;  // of the current block
  std::uint32_t records_in_current_ = 0;
  Block* free_ = nullptr;                  // the worker's list, last returned first
  std::size_t free_count_ = 0;             // length of that list
  std::size_t min_free_ = 0;               // minimum since the last free_unused()
  std::atomic<Block*> returned_{nullptr};  // pushed by releasing threads, emptied by the worker at once: no ABA
};

}  // namespace spate::record
