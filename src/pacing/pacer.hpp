// Turns a schedule into records that may be made now. The worker tells it the time; it answers which record is next,
// when it was intended, and how long to sleep. Times are since the stream's T = 0.
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

// One worker's; not thread-safe.
class Pacer {
 public:
  // The stream's schedule, bounds and rates are those of all processes that share it; this one makes the records of its
  // `slots`, 1 in step, and at a rate or bound in bytes 1 byte in step.
  Pacer(Schedule schedule, const scenario::StopAfter& stop_after, const scenario::WhenLate& when_late = {},
        const ShardIndices& slots = {});

  // Of a stream that has been sent before and begins again at the instant `at`: there `schedule`, which was never
  // changed, and the bounds are at their beginning, and the next of its `slots` is the one after the `made` first.
  static Pacer restarted(const Schedule& schedule, const scenario::StopAfter& stop_after,
                         const scenario::WhenLate& when_late, StreamTime at, std::uint64_t made,
                         const ShardIndices& slots = {});

  // The same of what again() has returned, with other bounds, without allocating.
  void restart(const scenario::StopAfter& stop_after, StreamTime at, std::uint64_t made) noexcept;

  // The time last told.
  [[nodiscard]] StreamTime now() const noexcept { return now_; }
  // Before the first tell(): the stream goes on with the record after those of an earlier run, at its own time `now` >=
  // 0. What was due by then is late.
  void resume(const StreamPosition& next, StreamTime now) noexcept;

  // The time now. Must not go backwards. Decides how far into the schedule records are released: up to now, unless the
  // stream is late and catches up, when the released part grows at most `factor` times as fast as time, plus one first
  // step of 10 ms; and what is skipped: what waits longer than `max_backlog`, or, where late records are to be skipped,
  // all that is due once the oldest has been waiting for 50 ms.
  void advance_to(StreamTime now) noexcept;
  // From the time last told on, the stream follows `next`, which was never changed itself and is at its own time `from`
  // then. The next record has the next index, whatever the two count: records, bytes or `max`. Between two rates in
  // records with the same arrivals, or two in bytes, what was due and not made stays due when it was. Else such records
  // join those due from now on, and bytes that were late are skipped, as there are no records of them. Allocates.
  void change(const Schedule& next, StreamTime from) noexcept;

  // A record may be made now. False too when finished.
  [[nodiscard]] bool ready() const noexcept { return !finished_ && next_ <= released_.until(); }
  // Index and intended time of the next record. Under `max` the intended time is now.
  [[nodiscard]] std::uint64_t index() const noexcept { return count_.index; }
  [[nodiscard]] StreamTime intended() const noexcept { return next_; }
  // Which record is next.
  [[nodiscard]] StreamPosition progress() const noexcept { return count_.progress(); }
  // The next record was made, with this many bytes of key and value.
  void made(std::uint64_t bytes) noexcept;

  // Every record the stream is bounded to has been made or skipped, or its schedule is over, or its time is over and
  // every record due before its end has been made or skipped.
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  // When to look again, later than now: when a record or the end of the stream's time is due; kNever if neither will
  // be.
  [[nodiscard]] StreamTime next_wakeup() noexcept;

  // Records of its slots due by now, made or not. For a rate or a bound in bytes and for `max`: those made or skipped,
  // as no more are known; likewise where records come at random and none has been waiting for a millisecond.
  [[nodiscard]] std::uint64_t scheduled() const noexcept { return scheduled_; }
  // Whether late records are skipped at once (`when_late: skip`) rather than caught up with.
  [[nodiscard]] bool skips_late() const noexcept { return released_.skips_late(); }
  // Records skipped for being late; their indexes are not used again.
  [[nodiscard]] std::uint64_t skipped() const noexcept { return count_.skipped; }
  // The same of a rate in bytes, in bytes: how many records that would have been is not known, as none was made.
  [[nodiscard]] std::uint64_t skipped_bytes() const noexcept { return count_.skipped_bytes; }
  // Bytes made or skipped before the rate was changed to one in bytes, which counts from there.
  [[nodiscard]] std::uint64_t bytes_before() const noexcept { return count_.bytes_before; }
  // How long the oldest record due and not made has been waiting; 0 when none is.
  [[nodiscard]] Duration behind() const noexcept { return finished_ || next_ > now_ ? Duration{} : now_ - next_; }
  // How far before now the records end that may be made: what when_late does not release yet. 0 when all are released.
  [[nodiscard]] Duration held_back() const noexcept { return finished_ ? Duration{} : now_ - released_.until(); }
  // Until when the schedule has asked for records: `now` or, once finished, the end of the stream's time or, if another
  // bound came first, when the last record was due.
  [[nodiscard]] StreamTime due_until(StreamTime now) const noexcept;
  // Records per second wanted of its slots now; infinity under `max`, 0 for a rate in bytes until records have been
  // made.
  [[nodiscard]] double target_rate() const noexcept { return target_rate_; }
  [[nodiscard]] const Schedule& schedule() const noexcept { return cursor_.schedule(); }

 private:
  void place_next() noexcept;
  void check_bounds() noexcept;

  StreamBounds bounds_;
  ReleasedTime released_;
  StreamCount count_;
  ScheduleCursor cursor_;
  bool counts_ahead_ = false;  // scheduled() was known from the time alone when last told
  std::uint64_t scheduled_ = 0;
  double target_rate_ = 0;
  StreamTime next_{};  // intended time of the next record
  StreamTime now_{};
  bool finished_ = false;
};

}  // namespace spate::pacing
