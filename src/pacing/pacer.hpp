// Decides which records may be made now. The worker passes the time. The pacer returns the next record, its intended
// time and how long to sleep. Times are since T = 0 of the stream.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/stream_position.hpp"
#include "base/time.hpp"
#include "pacing/released_time.hpp"
#include "pacing/schedule.hpp"
#include "pacing/schedule_cursor.hpp"
#include "pacing/shard_indices.hpp"
#include "pacing/stream_bounds.hpp"
#include "pacing/stream_count.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::pacing {

// Called by the worker only.
class Pacer {
 public:
  // `schedule` and `stop_after` count for all processes that share the stream. This pacer makes the records of
  // `indices`, one in `step`. Of a rate or a bound in bytes, it makes 1/`step`.
  Pacer(Schedule schedule, const scenario::StopAfter& stop_after, const scenario::WhenLate& when_late = {},
        const ShardIndices& indices = {});

  // For a stream that was sent before and restarts at `at`. `schedule`, which must have no changes, and the bounds
  // start there. `made` is the number of its own records that were made before.
  static Pacer restarted(const Schedule& schedule, const scenario::StopAfter& stop_after,
                         const scenario::WhenLate& when_late, StreamTime at, std::uint64_t made,
                         const ShardIndices& indices = {});

  // The same for a pacer that restarted() returned, with other bounds. Does not allocate.
  void restart(const scenario::StopAfter& stop_after, StreamTime at, std::uint64_t made) noexcept;

  // The time of the last advance_to().
  [[nodiscard]] StreamTime now() const noexcept { return now_; }
  // Called before the first advance_to(). Continues at record `next` of an earlier run, at the stream's time `now` >=
  // 0. Records that are due by then are late.
  void resume(const StreamPosition& next, StreamTime now) noexcept;

  // Sets the time, which must not decrease. Releases records up to `now`. If the stream is late and catches up, it
  // releases at most `factor` times as fast as time passes, plus a first step of 10 ms. Skips the backlog that is older
  // than its limit or, with `when_late: skip`, all of it once the oldest record is 50 ms late.
  void advance_to(StreamTime now) noexcept;
  // From the last advance_to() on, the stream follows `next`, a schedule without changes, which is at its own time
  // `from` then. The next record keeps its index, whatever both schedules count: records, bytes or `max`. If both rates
  // are in bytes, or in records with equal arrivals, the backlog keeps its intended times. Otherwise records of the
  // backlog become due now, and late bytes are skipped. Allocates.
  void change(const Schedule& next, StreamTime from) noexcept;

  // Whether a record may be made now. False if finished.
  [[nodiscard]] bool is_ready() const noexcept { return !finished_ && next_ <= released_.until(); }
  // Index and intended time of the next record. With `max` the intended time is now.
  [[nodiscard]] std::uint64_t index() const noexcept { return count_.index; }
  [[nodiscard]] StreamTime intended() const noexcept { return next_; }
  // Position of the next record.
  [[nodiscard]] StreamPosition position() const noexcept { return count_.position(); }
  // The next record was made, with this many bytes of key, value and headers.
  void count_made(std::uint64_t bytes) noexcept;

  // Whether every record within the bounds is made or skipped, the schedule has ended, or the time bound is over and
  // every record due before it is made or skipped.
  [[nodiscard]] bool is_finished() const noexcept { return finished_; }
  // When to advance again, later than now(): when a record is due or the time bound ends. kNever if neither happens.
  [[nodiscard]] StreamTime next_wakeup() noexcept;

  // Number of records of this process that are due, made or not. If the rate or a bound is in bytes, and with `max`,
  // only those made or skipped are known. The same applies to random arrivals unless a record has waited for 1 ms.
  [[nodiscard]] std::uint64_t scheduled() const noexcept { return scheduled_; }
  // Whether `when_late: skip` applies.
  [[nodiscard]] bool skips_late() const noexcept { return released_.skips_late(); }
  // Records that were skipped as late. Their indexes are not used again.
  [[nodiscard]] std::uint64_t skipped() const noexcept { return count_.skipped; }
  // The same in bytes for a rate in bytes. The number of records is unknown, because none was made.
  [[nodiscard]] std::uint64_t skipped_bytes() const noexcept { return count_.skipped_bytes; }
  // Bytes made or skipped before the change to a rate in bytes, which counts from there.
  [[nodiscard]] std::uint64_t bytes_before() const noexcept { return count_.bytes_before; }
  // How late the oldest record of the backlog is; 0 if there is none.
  [[nodiscard]] Duration behind() const noexcept { return finished_ || next_ > now_ ? Duration{} : now_ - next_; }
  // now() minus the time up to which when_late releases records; 0 if it releases all.
  [[nodiscard]] Duration held_back() const noexcept { return finished_ ? Duration{} : now_ - released_.until(); }
  // The end of the schedule so far: `now` or, once finished, the end of the time bound or, if another bound came first,
  // the intended time of the last record.
  [[nodiscard]] StreamTime due_until(StreamTime now) const noexcept;
  // Target rate of this process, in records per second. Infinity with `max`. 0 for a rate in bytes until a record is
  // made.
  [[nodiscard]] double target_rate() const noexcept { return target_rate_; }
  [[nodiscard]] const Schedule& schedule() const noexcept { return cursor_.schedule(); }

 private:
  void locate_next() noexcept;
  void check_bounds() noexcept;

  StreamBounds bounds_;
  ReleasedTime released_;
  StreamCount count_;
  ScheduleCursor cursor_;
  bool counts_ahead_ = false;  // the last advance_to() computed scheduled() from the time
  std::uint64_t scheduled_ = 0;
  double target_rate_ = 0;
  StreamTime next_{};  // intended time of the next record
  StreamTime now_{};
  bool finished_ = false;
};

}  // namespace spate::pacing
