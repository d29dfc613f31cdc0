#include "stats/settlement_tracker.hpp"

#include <unistd.h>

namespace spate::stats {

void SettlementTracker::AtomicPosition::write(const StreamPosition& position) noexcept {
  index.store(position.index, std::memory_order_release);
  bytes.store(position.bytes, std::memory_order_release);
  scheduled_bytes.store(position.scheduled_bytes, std::memory_order_release);
}

StreamPosition SettlementTracker::AtomicPosition::read() const noexcept {
  return {.index = index.load(std::memory_order_acquire),
          .bytes = bytes.load(std::memory_order_acquire),
          .scheduled_bytes = scheduled_bytes.load(std::memory_order_acquire)};
}

// Reads the settled count first: records counted in between can only make the interval appear unsettled.
bool SettlementTracker::is_unsettled(std::uint32_t interval) const noexcept {
  const auto done = settled(interval);
  return intervals_[interval].enqueued.read() != done;
}

void SettlementTracker::reset(const StreamPosition& first, std::uint64_t sent_index) noexcept {
  next_.write(first);
  intervals_[current_].begin.write(first);
  write_sent_index(sent_index);
}

void SettlementTracker::advance(const StreamPosition& next, bool new_interval) noexcept {
  // A seqlock with one writer: a reader detects a concurrent write. Source: Boehm, "Can seqlocks get along with
  // programming language memory models?", 2012.
  const auto writes = writes_.load(std::memory_order_relaxed);
  writes_.store(writes + 1, std::memory_order_relaxed);
  next_.write(next);
  writes_.store(writes + 2, std::memory_order_release);
  if (!new_interval && is_unsettled(current_)) return;
  // The new interval is the current one if that is settled, else the following one if that is settled.
  const auto following = (current_ + 1) % kIntervals;
  const auto target = is_unsettled(current_) ? following : current_;
  if (is_unsettled(target)) return;
  intervals_[target].begin.write(next);
  current_ = target;
}

void SettlementTracker::count_enqueued(std::uint64_t records, std::uint64_t end) noexcept {
  intervals_[current_].enqueued.add(records);
  if (end > sent_index()) write_sent_index(end);
}

void SettlementTracker::persist_sent_index_in(int file, std::uint64_t offset) noexcept {
  sent_file_ = file;
  sent_offset_ = offset;
  write_sent_index(sent_index());
}

// Ignores a failed write. It can only be caused by the loss of the file, and affects only the count of resent records.
void SettlementTracker::write_sent_index(std::uint64_t end) noexcept {
  sent_.store(end, std::memory_order_relaxed);
  if (sent_file_ < 0) return;
  [[maybe_unused]] const auto written = ::pwrite(sent_file_, &end, sizeof end, static_cast<off_t>(sent_offset_));
}

StreamPosition SettlementTracker::position() const noexcept {
  for (;;) {
    const auto writes = writes_.load(std::memory_order_acquire);
    const auto next = next_.read();
    if (writes % 2 == 0 && writes_.load(std::memory_order_relaxed) == writes) return next;
  }
}

// Reads the next position first: all records before it are already counted in intervals.
StreamPosition SettlementTracker::resume_position() const noexcept {
  auto resume = position();
  for (std::uint32_t interval = 0; interval < kIntervals; ++interval) {
    // An interval is not reused while it is unsettled, so its start is valid if the settled count has not changed.
    for (;;) {
      const auto done = settled(interval);
      if (intervals_[interval].enqueued.read() == done) break;
      const auto begin = intervals_[interval].begin.read();
      if (settled(interval) != done) continue;
      if (begin.index < resume.index) resume = begin;
      break;
    }
  }
  return resume;
}

}  // namespace spate::stats
