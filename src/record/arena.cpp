#include "record/arena.hpp"

#include <new>
#include <utility>

namespace spate {

Block::Block(Arena& arena, std::size_t size) : arena_(arena), bytes_(new char[size]) {}

void Block::release(std::uint32_t records) noexcept {
  // acq_rel: the worker that fills the block again must see every earlier access to its slots as done.
  const auto living = living_.fetch_sub(records, std::memory_order_acq_rel) - records;
  if (living == 0) arena_.give_back(*this);
}

void* Block::owner() const noexcept { return arena_.owner(); }

Arena::Arena(std::size_t block_size, std::size_t most_blocks, void* owner)
    : block_size_(block_size), most_blocks_(most_blocks), owner_(owner) {
  blocks_.reserve(most_blocks);
}

Slot* Arena::room(std::size_t bytes) noexcept {
  if (current_ != nullptr && used_ + sizeof(Slot) + bytes > block_size_) finish_block();
  if (current_ == nullptr && !begin_block()) return nullptr;
  return new (current_->bytes_.get() + used_) Slot{.block = current_};
}

// The hold kept the count away from zero while the block was filled; from here it says how many still live. Done before
// a free block is looked for, as this one may come back at once.
void Arena::finish_block() noexcept {
  std::exchange(current_, nullptr)->release(Block::kWorkersHold - std::exchange(records_in_current_, 0));
}

bool Arena::begin_block() noexcept {
  current_ = free_block();
  used_ = 0;
  return current_ != nullptr;
}

// A block that is back in a list is done with even by the thread that put it there.
bool Arena::settled() noexcept {
  if (current_ != nullptr) finish_block();
  for (Block* block = returned_.exchange(nullptr, std::memory_order_acquire); block != nullptr;) {
    Block* const next = std::exchange(block->next_free_, free_);
    free_ = std::exchange(block, next);
  }
  std::size_t back = 0;
  for (const Block* block = free_; block != nullptr; block = block->next_free_) ++back;
  return back == blocks_.size();
}

Block* Arena::free_block() noexcept {
  if (free_ == nullptr) free_ = returned_.exchange(nullptr, std::memory_order_acquire);
  if (free_ != nullptr) {
    Block* const block = free_;
    free_ = block->next_free_;
    block->living_.store(Block::kWorkersHold, std::memory_order_relaxed);
    return block;
  }
  if (blocks_.size() == most_blocks_) return nullptr;
  blocks_.push_back(std::make_unique<Block>(*this, block_size_));
  blocks_.back()->living_.store(Block::kWorkersHold, std::memory_order_relaxed);
  return blocks_.back().get();
}

void Arena::give_back(Block& block) noexcept {
  Block* head = returned_.load(std::memory_order_relaxed);
  do {
    block.next_free_ = head;
  } while (!returned_.compare_exchange_weak(head, &block, std::memory_order_release, std::memory_order_relaxed));
}

}  // namespace spate
