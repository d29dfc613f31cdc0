// What a stream has followed since its start: the written schedule and, one after the other, those that took its place
// while it ran. N(t) and T(n) over all of them, for references from other streams, summary and thresholds.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "pacing/schedule.hpp"

namespace spate::pacing {

// Times are since the stream's T = 0. Any thread may ask at any time, without a lock, while the stream's
// worker adds to it. What was once told of a record made stays so. Of a thousand changes the older ones are forgotten,
// of fewer where they take much memory.
class ScheduleHistory {
 public:
  explicit ScheduleHistory(Schedule written) noexcept;
  ~ScheduleHistory();
  ScheduleHistory(const ScheduleHistory&) = delete;
  ScheduleHistory& operator=(const ScheduleHistory&) = delete;

  // The worker: from the instant `at` on, with record `made` the next and `bytes` made or skipped so far, the stream
  // follows `schedule`, which holds what was due before and is not made yet, too. Allocates.
  void add(StreamTime at, std::uint64_t made, std::uint64_t bytes, const Schedule& schedule);
  // The control thread, also while a worker adds: memory for add_reserved().
  void reserve();
  // As add(), by whoever has seen the worker end: no more than kReserved times after a reserve(), so as not to
  // allocate.
  void add_reserved(StreamTime at, std::uint64_t made, std::uint64_t bytes, const Schedule& schedule) noexcept;
  static constexpr std::size_t kReserved = 3;

  [[nodiscard]] const Schedule& written() const noexcept { return written_; }
  [[nodiscard]] bool has_changes() const noexcept { return later_.load(std::memory_order_acquire) != nullptr; }
  // Some of it was at `max`, so that no number of records was asked for.
  [[nodiscard]] bool any_unlimited() const noexcept;

  // N(t). While the stream follows `max` or a rate in bytes: as when that began, as no more are known.
  [[nodiscard]] std::uint64_t due_by(StreamTime elapsed) const noexcept;
  // T(n), or kNever. Of a record made at `max` or a rate in bytes: when that began; of one before all changes that are
  // known: when the first of these was.
  [[nodiscard]] StreamTime intended(std::uint64_t n) const noexcept;
  // Records per second that it asks for between two instants, on the average; where a rate is in bytes, records have
  // `record_bytes` each, and none are asked for if that is 0. Between equal instants: the rate then. Infinity where
  // some of it is at `max`.
  [[nodiscard]] double mean_rate(StreamTime from, StreamTime until, double record_bytes) const noexcept;
  // How long these many records, of so many bytes, were to take: when the next one is due, or the last if none is.
  // kNever: as long as they like, at `max`.
  [[nodiscard]] StreamTime planned(std::uint64_t records, std::uint64_t bytes) const noexcept;

 private:
  struct Part {
    StreamTime begin{};
    std::uint64_t first = 0;
    std::uint64_t bytes_before = 0;
    Schedule schedule;

    // What it counts, as records.
    [[nodiscard]] double records(double amount, double record_bytes) const noexcept;
  };
  // Grows at its end alone, in memory that is there from the beginning: readers look at the first `count`.
  struct Parts {
    std::vector<Part> all;
    std::atomic<std::size_t> count{0};
    Places places;                  // of their schedules
    std::size_t bytes = 0;          // at these
    std::unique_ptr<Parts> before;  // somebody may still be reading there

    void add(Part part);
    // No room for so many more.
    [[nodiscard]] bool full(std::size_t more = 1) const noexcept;
  };
  class ReadGuard;
  [[nodiscard]] static std::unique_ptr<Parts> empty_parts();
  void make_room(std::unique_ptr<Parts> next);
  void append(Part part);
  [[nodiscard]] std::span<const Part> latest_half() const;  // by number or by memory, whichever is less

  Schedule written_;
  std::atomic<const Parts*> later_{nullptr};  // from the written one on, once there was a change
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<Parts> reserved_;      // the control thread's
  mutable std::atomic<int> readers_{0};  // of parts, at this moment
};

}  // namespace spate::pacing
