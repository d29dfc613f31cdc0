#include "stats/unsettled.hpp"

#include <unistd.h>

namespace spate::stats {

void Unsettled::Point::write(const Progress& progress) noexcept {
  index.store(progress.index, std::memory_order_release);
  bytes.store(progress.bytes, std::memory_order_release);
  flowed.store(progress.flowed, std::memory_order_release);
}

Progress Unsettled::Point::read() const noexcept {
  return {.index = index.load(std::memory_order_acquire),
          .bytes = bytes.load(std::memory_order_acquire),
          .flowed = flowed.load(std::memory_order_acquire)};
}

// Reads the settled count first: records counted in between can only make the interval appear unsettled.
bool Unsettled::open(std::uint32_t stretch) const noexcept {
  const auto done = settled(stretch);
  return stretches_[stretch].taken.read() != done;
}

void Unsettled::begin(const Progress& first, std::uint64_t sent_before) noexcept {
  next_.write(first);
  stretches_[current_].begin.write(first);
  write_sent(sent_before);
}

void Unsettled::reach(const Progress& next, bool new_stretch) noexcept {
  // A seqlock with one writer: a reader detects a concurrent write. Source: Boehm, "Can seqlocks get along with
  // programming language memory models?", 2012.
  const auto writes = writes_.load(std::memory_order_relaxed);
  writes_.store(writes + 1, std::memory_order_relaxed);
  next_.write(next);
  writes_.store(writes + 2, std::memory_order_release);
  if (!new_stretch && open(current_)) return;
  // Reuses the current interval if it is settled, else the next one if that is settled.
  const auto following = (current_ + 1) % kStretches;
  const auto into = open(current_) ? following : current_;
  if (open(into)) return;
  stretches_[into].begin.write(next);
  current_ = into;
}

void Unsettled::take(std::uint64_t records, std::uint64_t end) noexcept {
  stretches_[current_].taken.add(records);
  if (end > sent_before()) write_sent(end);
}

void Unsettled::keep_sent_in(int file, std::uint64_t offset) noexcept {
  sent_file_ = file;
  sent_offset_ = offset;
  write_sent(sent_before());
}

// Ignores a failed write. It can only be caused by the loss of the file, and affects only the count of resent records.
void Unsettled::write_sent(std::uint64_t end) noexcept {
  sent_.store(end, std::memory_order_relaxed);
  if (sent_file_ < 0) return;
  [[maybe_unused]] const auto written = ::pwrite(sent_file_, &end, sizeof end, static_cast<off_t>(sent_offset_));
}

Progress Unsettled::reached() const noexcept {
  for (;;) {
    const auto writes = writes_.load(std::memory_order_acquire);
    const auto next = next_.read();
    if (writes % 2 == 0 && writes_.load(std::memory_order_relaxed) == writes) return next;
  }
}

// Reads the next position first: all records before it are already counted in intervals.
Progress Unsettled::lowest() const noexcept {
  auto lowest = reached();
  for (std::uint32_t stretch = 0; stretch < kStretches; ++stretch) {
    // An interval is not reused while it is unsettled, so its start is valid if the settled count has not changed.
    for (;;) {
      const auto done = settled(stretch);
      if (stretches_[stretch].taken.read() == done) break;
      const auto begin = stretches_[stretch].begin.read();
      if (settled(stretch) != done) continue;
      if (begin.index < lowest.index) lowest = begin;
      break;
    }
  }
  return lowest;
}

}  // namespace spate::stats
