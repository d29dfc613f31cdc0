// Turns a rate into records that may be made now. The worker tells it the time; it answers which record is next, when
// it was intended, and how long to sleep. Times are nanoseconds since the stream's T = 0.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "scenario/scenario.hpp"

namespace spate {

// What a stream that fell behind may do about it.
struct CatchUp {
  int factor = 2;               // at most so many times the target rate
  Nanos at_most = 5 * kMinute;  // waiting records older than this are skipped as debt
};

// One worker's; not thread-safe.
class Pacer {
 public:
  Pacer(const Rate& rate, const StopAfter& stop_after, const CatchUp& catch_up = {});

  // The time now. Must not go backwards. Decides how far into the schedule records are released: up to now, unless the
  // stream is late, when the released part grows at most `factor` times as fast as time, plus one first step of 10 ms.
  void tell(Nanos now) noexcept;

  // A record may be made now. False too when finished.
  [[nodiscard]] bool ready() const noexcept { return !finished_ && next_ <= released_; }
  // Index and intended time of the next record. Under `max` the intended time is now.
  [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
  [[nodiscard]] Nanos intended() const noexcept { return next_; }
  // The next record was made, with this many bytes of key and value.
  void made(std::uint64_t bytes) noexcept;

  // Every record the stream is bounded to has been made, or its time is over.
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  // When to look again, later than now; kNever under a rate of 0.
  [[nodiscard]] Nanos next_look() noexcept;

  // Records due by now, made or not. For a rate or a bound in bytes and for `max`: those made or skipped, as no more
  // are known.
  [[nodiscard]] std::uint64_t scheduled() const noexcept { return scheduled_; }
  // Records beyond the debt allowed, skipped so far; their indexes are not used again.
  [[nodiscard]] std::uint64_t skipped_as_debt() const noexcept { return skipped_; }
  // How long the oldest record due and not made has been waiting; 0 when none is.
  [[nodiscard]] Nanos behind() const noexcept { return finished_ || next_ > now_ ? 0 : now_ - next_; }
  // Records per second wanted now; infinity under `max`, 0 for a rate in bytes until records have been made.
  [[nodiscard]] double target_rate() const noexcept;

 private:
  void release(Nanos now) noexcept;
  void skip_debt() noexcept;
  void place_next() noexcept;
  void check_bounds() noexcept;

  Rate rate_;
  StopAfter stop_after_;
  CatchUp catch_up_;
  ScheduleCursor cursor_;
  std::uint64_t last_index_;  // one past the last record allowed
  bool counts_ahead_;         // scheduled() is known from the time alone
  std::uint64_t index_ = 0;
  std::uint64_t bytes_ = 0;           // made
  std::uint64_t bytes_forgiven_ = 0;  // debt of a rate in bytes
  std::uint64_t scheduled_ = 0;
  std::uint64_t skipped_ = 0;
  Nanos next_ = 0;  // intended time of record index_
  Nanos now_ = 0;
  Nanos planned_ = 0;   // when the worker was to look again
  Nanos released_ = 0;  // records intended up to here may be made
  bool finished_ = false;
};

}  // namespace spate
