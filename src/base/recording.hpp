// The recorded times of the records of a file, for rates that replay them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/time.hpp"

namespace spate {

// 8 bytes a record. Immutable once it is complete, and then any thread's. Times are lengths since the first record's
// instant.
class Recording {
 public:
  static constexpr std::size_t kMaxRecords = std::size_t{1} << 26U;  // half a GiB

  // The instant of the next record. One before the record that came before it counts as the same: the order is the
  // file's. False: there are kMaxRecords already.
  bool add(WallTime instant);

  [[nodiscard]] std::size_t records() const noexcept { return times_.size(); }
  // Records whose instant lay before that of an earlier one.
  [[nodiscard]] std::uint64_t out_of_order_count() const noexcept { return out_of_order_count_; }

  // Of record `place` < records(); never decreases, 0 for the first.
  [[nodiscard]] Duration time_of(std::size_t place) const noexcept { return times_[place]; }
  // How many records have a time of at most this.
  [[nodiscard]] std::size_t count_by(Duration time) const noexcept;

  // From the first record to the first one of a second run through the file: the last record's time and a mean gap, so
  // that a loop keeps the mean rate. 0 where all have the same time.
  [[nodiscard]] Duration span() const noexcept;

 private:
  std::deque<Duration> times_;  // grows without being copied
  WallTime first_{};
  std::uint64_t out_of_order_count_ = 0;
};

}  // namespace spate
