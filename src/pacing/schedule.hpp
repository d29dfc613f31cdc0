// When records are due: N(t), how many by time t, and its inverse T(n), the intended time of record n. Times are
// nanoseconds since the stream's T = 0. A schedule is a pure function; nothing here reads a clock.
#pragma once

#include <cstdint>
#include <limits>

#include "base/time.hpp"
#include "scenario/scenario.hpp"

namespace spate {

inline constexpr Nanos kNever = std::numeric_limits<Nanos>::max();

// A constant rate of `amount` records every `per` nanoseconds: T(n) = n * per / amount, rounded up to the nanosecond
// from the exact fraction, so no error adds up however large n is.
class Schedule {
 public:
  // `rate.unit` must be records. An amount of 0 holds for ever: nothing is due.
  explicit Schedule(const Rate& rate) noexcept : amount_(rate.amount), per_(static_cast<std::uint64_t>(rate.per)) {}

  // N(t): the number of records with T(n) <= elapsed, at most what 64 bits count. 0 before T = 0.
  [[nodiscard]] std::uint64_t due_by(Nanos elapsed) const noexcept;
  // T(n), or kNever.
  [[nodiscard]] Nanos intended(std::uint64_t n) const noexcept;
  // Records per second now.
  [[nodiscard]] double rate_at(Nanos elapsed) const noexcept;

 private:
  friend class ScheduleCursor;
  std::uint64_t amount_;
  std::uint64_t per_;
};

// Walks T(n) record by record without a division each: quotient and remainder are carried along, exactly.
class ScheduleCursor {
 public:
  explicit ScheduleCursor(const Schedule& schedule) noexcept : schedule_(schedule) { seek(0); }

  [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
  // T(index()).
  [[nodiscard]] Nanos intended() const noexcept { return whole_ + (rest_ > 0 ? 1 : 0); }
  void advance() noexcept {
    ++index_;
    if (whole_ > kFar) return seek(index_);
    whole_ += step_;
    rest_ += step_rest_;
    if (rest_ >= schedule_.amount_) {
      rest_ -= schedule_.amount_;
      ++whole_;
    }
  }
  void seek(std::uint64_t index) noexcept;

 private:
  // Beyond this, additions could wrap around (up to here one cannot: it at most doubles a time that is not 0); a cursor
  // there is sought anew at each step.
  static constexpr Nanos kFar = kNever / 4;

  Schedule schedule_;
  std::uint64_t index_ = 0;
  Nanos whole_ = 0;
  std::uint64_t rest_ = 0;
  Nanos step_ = 0;
  std::uint64_t step_rest_ = 0;
};

}  // namespace spate
