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
  const bool fits = current_ != nullptr && used_ + sizeof(Slot) + bytes <= block_size_;
  if (!fits && !change_block()) return nullptr;
  return new (current_->bytes_.get() + used_) Slot{.block = current_};
}

bool Arena::change_block() noexcept {
  Block* const next = free_block();
  if (next == nullptr) return false;
  Block* const finished = current_;
  current_ = next;
  used_ = 0;
  if (finished == nullptr) return true;
  // The hold kept the count away from zero while the block was filled; from here it says how many still live.
  finished->release(Block::kWorkersHold - std::exchange(records_in_current_, 0));
  return true;
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
