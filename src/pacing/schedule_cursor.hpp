// T(n) in sequence, record by record or in strides. At a constant rate it carries quotient and remainder along instead
// of dividing for each record.
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
  [[nodiscard]] StreamTime intended() const noexcept { return whole_ + Duration{rest_ > 0 ? 1 : 0}; }
  void advance() noexcept {
    index_ += stride_;
    if (index_ >= steady_until_) return move();
    whole_ += step_;
    rest_ += step_rest_;
    if (rest_ >= divisor_) {
      rest_ -= divisor_;
      whole_ += Duration{1};
    }
  }
  void seek(std::uint64_t index) noexcept {
    index_ = index;
    move();
  }

  [[nodiscard]] const Schedule& schedule() const noexcept { return schedule_; }
  // Continues with another schedule at this index.
  void change(Schedule schedule, std::uint64_t index) noexcept;
  // As Schedule::restart(), at record `first`.
  void restart(StreamTime at, std::uint64_t first) noexcept;

 private:
  void move() noexcept;
  void place() noexcept;
  void prepare_steps() noexcept;

  Schedule schedule_;
  std::uint64_t stride_;
  std::uint64_t index_ = 0;
  std::uint64_t steady_until_ = 0;  // up to this record, each stride takes one step
  StreamTime whole_{};
  Duration step_{};
  std::uint64_t rest_ = 0;
  std::uint64_t step_rest_ = 0;
  std::uint64_t divisor_ = 1;
  std::uint64_t from_ = 0;  // here_ contains records in [from_, here_.until)
  Schedule::Located here_;
  ArrivalCursor positions_;
};

}  // namespace spate::pacing
