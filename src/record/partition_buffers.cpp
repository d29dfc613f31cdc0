#include "record/partition_buffers.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace spate::record {
namespace {

// Smaller buffers give the client small requests, whose cost per record is high. Larger ones need more memory.
constexpr std::size_t kMinBufferBytes = 64 * std::size_t{1024};
constexpr std::size_t kMaxBufferBytes = 256 * std::size_t{1024};
constexpr std::size_t kAllBuffersBytes = 32 * std::size_t{1024} * 1024;

// A buffer for few records is not worth the copy.
constexpr std::size_t kMinRecords = 32;

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Precedes the bytes of a buffered record, after its slot. Offsets into these bytes; kNone for a null pointer.
struct Layout {
  std::uint32_t value = kNone;
  std::uint32_t value_size = 0;
  std::uint32_t key = kNone;
  std::uint32_t key_size = 0;
  std::uint32_t envelope = kNone;
  std::uint32_t used = 0;
};

constexpr std::size_t bytes_in_block(std::size_t used) noexcept {
  return Arena::round_up(sizeof(Slot) + sizeof(Layout) + used);
}

}  // namespace

bool PartitionBuffers::resize(std::int32_t partitions, std::size_t max_record_bytes) {
  const auto count = static_cast<std::size_t>(partitions);
  const auto bytes =
      std::min(std::clamp(kAllBuffersBytes / count, kMinBufferBytes, kMaxBufferBytes), arena_.block_size());
  const auto max_bytes = bytes_in_block(max_record_bytes);
  // As many blocks can wait for reports as are open, and one holds the records before the copy.
  if (max_bytes * kMinRecords > bytes || arena_.max_blocks() < 2 * count + 1) return false;
  max_record_bytes_ = max_record_bytes;
  full_at_ = bytes - kDelay * max_bytes;
  buffers_.resize(count);
  return true;
}

Slot* PartitionBuffers::reserve() noexcept {
  const auto bytes = Arena::round_up(sizeof(Slot) + max_record_bytes_);
  if (added_count_ == 0) added_bytes_ = reinterpret_cast<char*>(arena_.reserve(kDelay * bytes));
  if (added_bytes_ == nullptr || !arena_.can_open_block()) return nullptr;
  return new (added_bytes_ + added_count_ % kDelay * bytes) Slot{};
}

void PartitionBuffers::add(const Record& record, std::uint32_t used, StreamTime now) noexcept {
  prepare(record.partition, used, now);
  added_[added_count_++ % kDelay] = {record, used};
  if (added_count_ - copied_count_ == kDelay) copy(added_[copied_count_++ % kDelay]);
}

void PartitionBuffers::copy_added() noexcept {
  while (copied_count_ < added_count_) copy(added_[copied_count_++ % kDelay]);
  added_count_ = copied_count_ = 0;
}

void PartitionBuffers::prepare(std::int32_t partition, std::uint32_t used, StreamTime now) noexcept {
  Buffer& buffer = buffers_[static_cast<std::size_t>(partition)];
  if (buffer.block == nullptr) {
    buffer = {.block = arena_.open_block(), .since = now};
    if (open_++ == 0) oldest_ = now;
  }
  constexpr std::size_t kCacheLine = 64;
  const char* const to = buffer.block->bytes() + buffer.used;
  for (std::size_t at = 0; at < bytes_in_block(used); at += kCacheLine) __builtin_prefetch(to + at, 1);
}

void PartitionBuffers::copy(const Added& added) noexcept {
  const Record& record = added.record;
  Buffer& buffer = buffers_[static_cast<std::size_t>(record.partition)];
  const char* const bytes = Arena::bytes_of(record.slot);
  const auto offset = [&](const char* at) { return at == nullptr ? kNone : static_cast<std::uint32_t>(at - bytes); };
  char* to = buffer.block->bytes() + buffer.used;
  new (to) Slot{.intended = record.intended,
                .block = buffer.block,
                .headers_size = record.headers_size,
                .interval = record.slot->interval};
  new (to + sizeof(Slot)) Layout{.value = offset(record.value),
                                 .value_size = record.value_size,
                                 .key = offset(record.key),
                                 .key_size = record.key_size,
                                 .envelope = offset(record.envelope),
                                 .used = added.used};
  std::memcpy(to + sizeof(Slot) + sizeof(Layout), bytes, added.used);
  const bool was_full = is_full(buffer);
  buffer.used += static_cast<std::uint32_t>(bytes_in_block(added.used));
  ++buffer.records;
  if (is_full(buffer) && !was_full) full_[full_count_++] = record.partition;
}

bool PartitionBuffers::is_full(const Buffer& buffer) const noexcept {
  return buffer.used > full_at_ || buffer.records > kMaxRecords - kDelay;
}

std::optional<std::int32_t> PartitionBuffers::full() const noexcept {
  return full_count_ == 0 ? std::nullopt : std::optional{full_[full_count_ - 1]};
}

std::optional<std::int32_t> PartitionBuffers::find(StreamTime until) noexcept {
  if (open_ == 0 || oldest_ > until) return std::nullopt;
  oldest_ = kNever;
  for (std::size_t partition = 0; partition < buffers_.size(); ++partition) {
    const Buffer& buffer = buffers_[partition];
    if (buffer.block == nullptr) continue;
    oldest_ = std::min(oldest_, buffer.since);
    if (buffer.since <= until) return static_cast<std::int32_t>(partition);
  }
  return std::nullopt;
}

void PartitionBuffers::move_to(RecordBatch& batch, std::int32_t partition) noexcept {
  full_count_ =
      static_cast<std::size_t>(std::remove(full_.begin(), full_.begin() + full_count_, partition) - full_.begin());
  const Buffer buffer = std::exchange(buffers_[static_cast<std::size_t>(partition)], {});
  char* at = buffer.block->bytes();
  for (std::uint32_t n = 0; n < buffer.records; ++n) {
    Slot* const slot = std::launder(reinterpret_cast<Slot*>(at));
    const Layout& layout = *std::launder(reinterpret_cast<const Layout*>(at + sizeof(Slot)));
    const char* const bytes = at + sizeof(Slot) + sizeof(Layout);
    const auto view = [&](std::uint32_t offset) { return offset == kNone ? nullptr : bytes + offset; };
    batch.add({.value = view(layout.value),
               .key = view(layout.key),
               .value_size = layout.value_size,
               .key_size = layout.key_size,
               .partition = partition,
               .headers_size = slot->headers_size,
               .intended = slot->intended,
               .slot = slot,
               .envelope = view(layout.envelope)});
    at += bytes_in_block(layout.used);
  }
  --open_;
  Arena::close_block(*buffer.block, buffer.records);
}

}  // namespace spate::record
