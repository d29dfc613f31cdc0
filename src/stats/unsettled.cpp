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

// Settled is read first: what comes in between can only make it look open.
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
  // A seqlock with one writer (Boehm, "Can seqlocks get along with programming language memory models?", 2012): who
  // reads a part of what is being written sees that it is.
  const auto writes = writes_.load(std::memory_order_relaxed);
  writes_.store(writes + 1, std::memory_order_relaxed);
  next_.write(next);
  writes_.store(writes + 2, std::memory_order_release);
  if (!new_stretch && open(current_)) return;
  // Where nothing is open a stretch begins anew; else the next one does, once that is settled.
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

// A write that fails costs the count of resent records at most: the file has its room, so only its loss can be the
// cause.
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

// What was reached is read first: all before it has been counted into stretches by then, and is looked for there.
Progress Unsettled::lowest() const noexcept {
  auto lowest = reached();
  for (std::uint32_t stretch = 0; stretch < kStretches; ++stretch) {
    // A stretch that is open and of which nothing is settled meanwhile does not begin anew while it is read.
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
