#include "stats/sent_offsets.hpp"

namespace spate::stats {

SentOffsets::SentOffsets(std::int64_t begin, std::size_t capacity)
    : capacity_(capacity), cells_(std::make_unique<Cell[]>(capacity)), newest_(begin - 1), passed_(begin - 1) {}

// A cell is reused only after the consumer has passed its offset.
bool SentOffsets::add(std::int64_t offset, const SentRecord& record) noexcept {
  const auto passed = passed_.load(std::memory_order_acquire);
  const bool fits = offset > passed && offset - passed <= static_cast<std::int64_t>(capacity_);
  if (fits) {
    Cell& cell = cell_of(offset);
    cell.record = record;
    cell.offset.store(offset, std::memory_order_release);
  }
  if (offset > newest_.load(std::memory_order_relaxed)) newest_.store(offset, std::memory_order_release);
  return fits;
}

std::optional<SentRecord> SentOffsets::find(std::int64_t offset) const noexcept {
  const Cell& cell = cell_of(offset);
  if (cell.offset.load(std::memory_order_acquire) != offset) return std::nullopt;
  return cell.record;
}

}  // namespace spate::stats
