// When records are due: N(t), how many by time t, and its inverse T(n), the intended time of record n. Times are
// nanoseconds since the stream's T = 0. A schedule is a pure function; nothing here reads a clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "base/recording.hpp"
#include "base/time.hpp"
#include "pacing/arrival_positions.hpp"
#include "pacing/span.hpp"
#include "pacing/wall_clock.hpp"
#include "scenario/model/rate.hpp"

namespace spate::pacing {

// Where schedules keep what they share, ascending, each once.
using Places = std::vector<const void*>;

inline constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

// N(t) is the area under the rate, counted in whole numbers of a measure common to all its rates, so that no error adds
// up however long it runs: at a constant rate T(n) = n / rate, rounded up to the nanosecond from the exact fraction.
// Where the rate is 0 nothing is due. A rate in bytes counts bytes in place of records; `max` has no schedule, and
// nothing below may be asked of it but unit().
//
// A small immutable value, cheap to copy; thread-safe.
class Schedule {
 public:
  // `profile` must have a common measure. `beginning` matters only to stages and windows that follow the clock on the
  // wall; `stream_state` (random::stream_state) only to arrivals that are not uniform.
  explicit Schedule(const scenario::RateProfile& profile, const WallClockStart& beginning = {},
                    const scenario::Arrivals& arrivals = {}, std::uint64_t stream_state = 0);
  // Records as they were recorded, profile.scale times as fast; see Recorded.
  Schedule(const scenario::RateProfile& profile, std::shared_ptr<const Recording> recording, bool loop);

  [[nodiscard]] scenario::Rate::Unit unit() const noexcept { return unit_; }

  // Records come evenly, as the rate says.
  [[nodiscard]] bool even() const noexcept { return positions_.even(); }

  // N(t): the number of records with T(n) <= elapsed, at most what 64 bits count. 0 before T = 0.
  [[nodiscard]] std::uint64_t due_by(StreamTime elapsed) const noexcept;
  // T(n), or kNever.
  [[nodiscard]] StreamTime intended(std::uint64_t n) const noexcept;
  // N(t) with its fraction, as if records came evenly; from the first change on that is still known.
  [[nodiscard]] double due_within(StreamTime elapsed) const noexcept;
  // Per second, now.
  [[nodiscard]] double rate_at(StreamTime elapsed) const noexcept;
  // Until when, at most, the rate of `elapsed` >= 0 goes on in a straight line; later than `elapsed`.
  [[nodiscard]] StreamTime straight_until(StreamTime elapsed) const noexcept;

  // When the last stage is over; kNever if never.
  [[nodiscard]] StreamTime end() const noexcept;
  // N(end()); kUnbounded if there is no end, or none in sight.
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  // This schedule until the instant `at` >= 0 and the other one, which was never changed itself, from there on, where
  // it is at its own time `from`. The count goes on, so that no index is lost or used twice: what was due by `at` stays
  // due when it was, and the fraction of a record that was due beyond it counts for the next. Records before `made`
  // must not be asked for any more. Nothing if they do not count the same unit or do not have the same arrivals, if one
  // of them is `max`, or if records of 10,000 changes are still wanted.
  [[nodiscard]] std::optional<Schedule> with_change(StreamTime at, const Schedule& other, StreamTime from,
                                                    std::uint64_t made) const;
  // This one, never changed before, from the instant `at` on, where it is at its own time `from`, beginning with record
  // `first`; those before it must not be asked for.
  [[nodiscard]] Schedule begun(StreamTime at, StreamTime from, std::uint64_t first) const;
  // As begun() from its own T = 0, without allocating. Only for what begun() returned and nobody has copied.
  void restart(StreamTime at, std::uint64_t first) noexcept;

  // The bytes it keeps at other places than these, which it adds: schedules made from one another share them.
  [[nodiscard]] std::size_t memory_beyond(Places& places) const;

 private:
  friend class ScheduleCursor;
  struct Revision;
  // A span in the stream's time, and the area at which the record asked for stands. Record n lies in it if n < until,
  // at the area positions.of(n) - shift.
  struct Located {
    Span span;
    Uint128 place = 0;
    Uint128 shift = 0;
    std::uint64_t until = 0;
    std::uint64_t unit = 1;
  };

  [[nodiscard]] const Revision& revision_at(StreamTime elapsed) const noexcept;
  void set_revisions(std::vector<Revision> revisions);
  void move_revision(Revision& revision, StreamTime at, StreamTime from, std::uint64_t first) const noexcept;
  [[nodiscard]] std::uint64_t total_of(const Revision& last) const noexcept;
  [[nodiscard]] std::optional<Located> locate(std::uint64_t n) const noexcept;

  scenario::Rate::Unit unit_;
  ArrivalPositions positions_;
  std::shared_ptr<std::vector<Revision>> revisions_;  // one, and one more for each change; none under `max`
  std::uint64_t total_ = kUnbounded;
};

}  // namespace spate::pacing
