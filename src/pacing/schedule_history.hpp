// The schedules that a stream has followed since its start: the written one and its replacements. N(t) and T(n) over
// all of them, for references from other streams, summary and thresholds.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "pacing/schedule.hpp"

namespace spate::pacing {

// Times are since T = 0 of the stream. Any thread may read without a lock while the worker adds. The intended time of a
// record that was made does not change. Keeps at most 1,000 changes, or fewer if they use more than 2 MiB, and evicts
// the oldest.
class ScheduleHistory {
 public:
  explicit ScheduleHistory(Schedule written) noexcept;
  ~ScheduleHistory();
  ScheduleHistory(const ScheduleHistory&) = delete;
  ScheduleHistory& operator=(const ScheduleHistory&) = delete;

  // Called by the worker only. From `at` on, with record `made` next and `bytes` made or skipped, the stream follows
  // `schedule`, which also contains the backlog. Allocates.
  void add(StreamTime at, std::uint64_t made, std::uint64_t bytes, const Schedule& schedule);
  // Control thread only, also while a worker adds. Memory for add_reserved().
  void reserve();
  // As add(), after the worker has ended. At most kReserved times after a reserve(). Does not allocate.
  void add_reserved(StreamTime at, std::uint64_t made, std::uint64_t bytes, const Schedule& schedule) noexcept;
  static constexpr std::size_t kReserved = 3;

  [[nodiscard]] const Schedule& written() const noexcept { return written_; }
  [[nodiscard]] bool has_changes() const noexcept { return published_.load(std::memory_order_acquire) != nullptr; }
  // Whether a part was at `max`, so the number of scheduled records is undefined.
  [[nodiscard]] bool any_unlimited() const noexcept;

  // N(t). At `max` or a rate in bytes: the value at the start of that part, because no more is known.
  [[nodiscard]] std::uint64_t due_by(StreamTime elapsed) const noexcept;
  // T(n), or kNever. For a record at `max` or a rate in bytes: the start of that part. For a record before all known
  // changes: the time of the first one.
  [[nodiscard]] StreamTime intended(std::uint64_t n) const noexcept;
  // Mean scheduled rate between two times, in records per second. `record_bytes` converts a rate in bytes; if it is 0,
  // that part counts no records. For equal times: the rate at that time. Infinity if a part is at `max`.
  [[nodiscard]] double mean_rate(StreamTime from, StreamTime until, double record_bytes) const noexcept;
  // When the schedule reaches this many records and bytes: the intended time of the next record, or of the last one if
  // there is no next. kNever at `max`.
  [[nodiscard]] StreamTime planned_end(std::uint64_t records, std::uint64_t bytes) const noexcept;

 private:
  struct Part {
    StreamTime begin{};
    std::uint64_t first = 0;
    std::uint64_t bytes_before = 0;
    Schedule schedule;

    // Converts an amount of what the schedule counts to records.
    [[nodiscard]] double records(double amount, double record_bytes) const noexcept;
  };
  // Grows only at its end, in memory that is allocated once. Readers use the first `count` parts.
  struct Parts {
    std::vector<Part> all;
    std::atomic<std::size_t> count{0};
    Addresses addresses;            // of their schedules
    std::size_t bytes = 0;          // of memory at these addresses
    std::unique_ptr<Parts> before;  // freed when no reader can use it

    void add(Part part);
    // Whether this many more do not fit.
    [[nodiscard]] bool is_full(std::size_t more = 1) const noexcept;
  };
  class ReadGuard;
  [[nodiscard]] static std::unique_ptr<Parts> empty_parts();
  void make_room(std::unique_ptr<Parts> next);
  void append(Part part);
  [[nodiscard]] std::span<const Part> kept_parts() const;  // when parts are full: half by number or by memory

  Schedule written_;
  std::atomic<const Parts*> published_{nullptr};  // what readers use; null before the first change
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<Parts> reserved_;      // control thread only
  mutable std::atomic<int> readers_{0};  // number of current readers
};

}  // namespace spate::pacing
