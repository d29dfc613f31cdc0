// A recorded schedule: the timestamps of the records of a file, for rates that replay them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/time.hpp"

namespace spate {

// Uses 8 bytes per record. Thread-safe when all records are added. Times are relative to the first record's timestamp.
class Recording {
 public:
  static constexpr std::size_t kMaxRecords = std::size_t{1} << 26U;  // 512 MiB

  // Adds the timestamp of the next record, in the order of the file. A timestamp before the previous one counts as
  // equal to it. Returns false if there are kMaxRecords already.
  bool add(WallTime instant);

  [[nodiscard]] std::size_t records() const noexcept { return times_.size(); }
  // The number of records with a timestamp before that of an earlier record.
  [[nodiscard]] std::uint64_t out_of_order_count() const noexcept { return out_of_order_count_; }

  // The time of record `place` < records(). Never decreases from record to record; 0 for the first.
  [[nodiscard]] Duration time_of(std::size_t place) const noexcept { return times_[place]; }
  // The number of records with a time of at most `time`.
  [[nodiscard]] std::size_t count_by(Duration time) const noexcept;

  // The length of one pass through the file in a loop: the last record's time plus the mean gap, so that a loop keeps
  // the mean rate. 0 if all records have the same time.
  [[nodiscard]] Duration span() const noexcept;

 private:
  std::deque<Duration> times_;  // grows without a copy
  WallTime first_{};
  std::uint64_t out_of_order_count_ = 0;
};

}  // namespace spate
