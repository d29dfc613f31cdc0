// T(n) in sequence, record by record or in strides. At a constant rate it adds quotients and remainders instead of
// dividing for each record.
#pragma once

#include <cstdint>

#include "pacing/schedule.hpp"

namespace spate::pacing {

// Not thread-safe.
class ScheduleCursor {
 public:
  // `stride` >= 1 is the number of records that advance() moves.
  explicit ScheduleCursor(Schedule schedule, std::uint64_t stride = 1) noexcept
      : schedule_(std::move(schedule)), stride_(stride), positions_(schedule_.positions_) {
    seek(0);
  }

  [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
  // T(index()).
  [[nodiscard]] StreamTime intended() const noexcept { return time_ + Duration{remainder_ > 0 ? 1 : 0}; }
  void advance() noexcept {
    index_ += stride_;
    if (index_ >= steady_until_) return locate();
    time_ += step_;
    remainder_ += step_remainder_;
    if (remainder_ >= divisor_) {
      remainder_ -= divisor_;
      time_ += Duration{1};
    }
  }
  void seek(std::uint64_t index) noexcept {
    index_ = index;
    locate();
  }

  [[nodiscard]] const Schedule& schedule() const noexcept { return schedule_; }
  // Continues with another schedule at this index.
  void change(Schedule schedule, std::uint64_t index) noexcept;
  // As Schedule::restart(), at record `first`.
  void restart(StreamTime at, std::uint64_t first) noexcept;

 private:
  void locate() noexcept;
  void compute_time() noexcept;
  void prepare_steps() noexcept;

  Schedule schedule_;
  std::uint64_t stride_;
  std::uint64_t index_ = 0;
  std::uint64_t steady_until_ = 0;  // up to this record, each stride takes one step
  StreamTime time_{};               // T(index()), rounded down
  std::uint64_t remainder_ = 0;     // of that division by divisor_
  Duration step_{};                 // of one stride, rounded down
  std::uint64_t step_remainder_ = 0;
  std::uint64_t divisor_ = 1;
  std::uint64_t located_from_ = 0;  // located_ contains records from here to located_.until
  Schedule::Located located_;
  ArrivalCursor positions_;
};

}  // namespace spate::pacing
