// Finds the resume index of a stream: the lowest index that is not settled. Partitions settle in any order, so records
// are counted in intervals of 0.1 s. The slot of a record holds the number of its interval, its only cost per record.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/stream_position.hpp"
#include "stats/counter.hpp"

namespace spate::stats {

// The number of intervals is fixed. While the oldest is unsettled, for example with no broker reachable, the newest one
// grows.
class SettlementTracker {
 public:
  static constexpr std::uint32_t kIntervals = 128;

  // Sets the first record and the sent index of an earlier process. Called before the worker starts.
  void reset(const StreamPosition& first, std::uint64_t sent_index) noexcept;
  // All records before `next` have been made, and count_enqueued() has counted them. `new_interval` requests a new
  // interval that starts at `next`. Called by the worker only.
  void advance(const StreamPosition& next, bool new_interval) noexcept;
  // The number of the interval of the records made next. Called by the worker only.
  [[nodiscard]] std::uint32_t current_interval() const noexcept { return current_; }
  // Counts records that are about to be enqueued, with indices below `end`. Called by the worker only.
  void count_enqueued(std::uint64_t records, std::uint64_t end) noexcept;
  // Counts records that settled without a delivery report. Called by the worker only.
  void settle_unreported(std::uint32_t interval, std::uint64_t records) noexcept {
    intervals_[interval].settled_unreported.add(records);
  }
  // Counts records that settled with a delivery report. Called by the poll thread only.
  void settle(std::uint32_t interval, std::uint64_t records) noexcept { reported_[interval].add(records); }

  // The resume position: all records before it are settled. At most one interval before the first unsettled record.
  // Thread-safe.
  [[nodiscard]] StreamPosition resume_position() const noexcept;
  // The sent index: no record from here on was enqueued. Thread-safe.
  [[nodiscard]] std::uint64_t sent_index() const noexcept { return sent_.load(std::memory_order_relaxed); }
  // Also keeps the sent index in the 8 bytes at `offset` of the open `file`. Called before the worker starts. Costs one
  // pwrite(2) per batch; unlike a mapping, it survives a truncated file. `file` must outlive this object.
  void persist_sent_index_in(int file, std::uint64_t offset) noexcept;

 private:
  struct AtomicPosition {
    std::atomic<std::uint64_t> index{0}, bytes{0}, scheduled_bytes{0};

    void write(const StreamPosition& position) noexcept;
    [[nodiscard]] StreamPosition read() const noexcept;
  };
  // The counters run since the start of the stream, not of the interval.
  struct Interval {
    AtomicPosition begin;
    Counter enqueued;
    Counter settled_unreported;
  };

  [[nodiscard]] std::uint64_t settled(std::uint32_t interval) const noexcept {
    return reported_[interval].read() + intervals_[interval].settled_unreported.read();
  }
  [[nodiscard]] bool is_unsettled(std::uint32_t interval) const noexcept;
  [[nodiscard]] StreamPosition position() const noexcept;
  void write_sent_index(std::uint64_t end) noexcept;

  std::array<Interval, kIntervals> intervals_;
  std::array<Counter, kIntervals> reported_;  // separate: written by the poll thread
  std::uint32_t current_ = 0;
  AtomicPosition next_;
  std::atomic<std::uint64_t> writes_{0};  // odd during a write of next_
  std::atomic<std::uint64_t> sent_{0};
  int sent_file_ = -1;
  std::uint64_t sent_offset_ = 0;
};

}  // namespace spate::stats
