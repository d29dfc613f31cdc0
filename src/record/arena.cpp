#include "record/arena.hpp"

#include <algorithm>
#include <new>
#include <unordered_set>
#include <utility>

namespace spate::record {

Block::Block(Arena& arena, std::size_t size) : arena_(arena), bytes_(new char[size]) {}

void Block::release(std::uint32_t records) noexcept {
  // acq_rel: a worker that fills the block again must see all earlier accesses to its slots as done.
  const auto remaining = live_.fetch_sub(records, std::memory_order_acq_rel) - records;
  if (remaining == 0) arena_.return_block(*this);
}

void* Block::owner() const noexcept { return arena_.owner(); }

Arena::Arena(std::size_t block_size, std::size_t max_blocks, void* owner)
    : block_size_(block_size), max_blocks_(max_blocks), owner_(owner) {
  blocks_.reserve(max_blocks);
}

Slot* Arena::reserve(std::size_t bytes) noexcept {
  if (current_ != nullptr && used_ + sizeof(Slot) + bytes > block_size_) finish_block();
  if (current_ == nullptr && !begin_block()) return nullptr;
  return new (current_->bytes_.get() + used_) Slot{.block = current_};
}

// Replaces the worker's hold by the number of records that are still alive. Must precede the search for a free block,
// because this block may return at once.
void Arena::finish_block() noexcept {
  close_block(*std::exchange(current_, nullptr), std::exchange(records_in_current_, 0));
}

bool Arena::begin_block() noexcept {
  current_ = open_block();
  used_ = 0;
  return current_ != nullptr;
}

// The thread that returned a block does not use it any more.
bool Arena::settled() noexcept {
  if (current_ != nullptr) finish_block();
  collect();
  return free_count_ == blocks_.size();
}

void Arena::collect() noexcept {
  for (Block* block = returned_.exchange(nullptr, std::memory_order_acquire); block != nullptr; ++free_count_) {
    Block* const next = std::exchange(block->next_free_, free_);
    free_ = std::exchange(block, next);
  }
}

bool Arena::can_open_block() noexcept {
  if (free_ == nullptr) collect();
  return free_ != nullptr || blocks_.size() < max_blocks_;
}

Block* Arena::open_block() noexcept {
  collect();
  if (free_ == nullptr && blocks_.size() == max_blocks_) return nullptr;
  Block* block = free_;
  if (block != nullptr) {
    free_ = block->next_free_;
    --free_count_;
  } else {
    block = blocks_.emplace_back(std::make_unique<Block>(*this, block_size_)).get();
  }
  min_free_ = std::min(min_free_, free_count_);
  block->live_.store(Block::kWorkersHold, std::memory_order_relaxed);
  return block;
}

// min_free_ blocks were not needed since the last call. Frees as many, no matter which.
void Arena::free_unused() noexcept {
  collect();
  std::unordered_set<const Block*> unused;
  for (; unused.size() < min_free_; free_ = free_->next_free_) unused.insert(free_);
  if (!unused.empty()) std::erase_if(blocks_, [&](const auto& block) { return unused.contains(block.get()); });
  free_count_ -= unused.size();
  min_free_ = free_count_;
}

void Arena::return_block(Block& block) noexcept {
  Block* head = returned_.load(std::memory_order_relaxed);
  do {
    block.next_free_ = head;
  } while (!returned_.compare_exchange_weak(head, &block, std::memory_order_release, std::memory_order_relaxed));
}

}  // namespace spate::record
