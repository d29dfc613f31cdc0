// When records are due: N(t), the number of records due by time t, and its inverse T(n), the intended time of record n.
// Times are in nanoseconds since T = 0 of the stream. A schedule is a pure function and reads no clock.
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

// Addresses of shared parts of schedules, ascending, without duplicates.
using Addresses = std::vector<const void*>;

inline constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

// N(t) is the area under the rate. It is counted in whole units of a measure that all rates of the schedule share, so
// errors do not add up. At a constant rate T(n) = n / rate, rounded up to the nanosecond from the exact fraction. At a
// rate of 0 nothing is due. A rate in bytes counts bytes instead of records. `max` has no schedule: call only unit()
// of it.
//
// Immutable. Cheap to copy. Thread-safe.
class Schedule {
 public:
  // `profile` must have a common measure. Only stages and windows in wall-clock time use `clock_start`. Only arrivals
  // that are not uniform use `stream_state` (random::stream_state).
  explicit Schedule(const scenario::RateProfile& profile, const WallClockStart& clock_start = {},
                    const scenario::Arrivals& arrivals = {}, std::uint64_t stream_state = 0);
  // Recorded times, profile.scale times as fast. See RecordedCurve.
  Schedule(const scenario::RateProfile& profile, std::shared_ptr<const Recording> recording, bool loop);

  [[nodiscard]] scenario::Rate::Unit unit() const noexcept { return unit_; }

  // Whether arrivals are uniform.
  [[nodiscard]] bool is_uniform() const noexcept { return positions_.is_uniform(); }

  // N(t): the number of records with T(n) <= elapsed, saturated at 64 bits. 0 before T = 0.
  [[nodiscard]] std::uint64_t due_by(StreamTime elapsed) const noexcept;
  // T(n). kNever if there is no such record.
  [[nodiscard]] StreamTime intended(std::uint64_t n) const noexcept;
  // N(t) with its fraction, as with uniform arrivals. Valid from the first revision that is kept.
  [[nodiscard]] double due_with_fraction(StreamTime elapsed) const noexcept;
  // Rate per second.
  [[nodiscard]] double rate_at(StreamTime elapsed) const noexcept;
  // A time after `elapsed` >= 0 up to which the rate is linear.
  [[nodiscard]] StreamTime linear_until(StreamTime elapsed) const noexcept;

  // The end of the last stage; kNever if there is none.
  [[nodiscard]] StreamTime end() const noexcept;
  // N(end()). kUnbounded if there is no end, or if it is too far to compute.
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  // This schedule until `at` >= 0. From there on `other`, which must have no changes and is at its own time `from`. The
  // count continues, so no index is lost or used twice: records due by `at` keep their times, and a remaining fraction
  // of a record counts for the next one. Records before `made` must not be used any more. Returns nullopt if the units
  // or arrivals differ, if one schedule is `max`, or if 10,000 changes are still in use.
  [[nodiscard]] std::optional<Schedule> with_change(StreamTime at, const Schedule& other, StreamTime from,
                                                    std::uint64_t made) const;
  // This schedule, which must have no changes, from `at` on, where it is at its own time `from`. Starts with record
  // `first`. Records before `first` must not be used.
  [[nodiscard]] Schedule started_at(StreamTime at, StreamTime from, std::uint64_t first) const;
  // As started_at() from its own T = 0. Does not allocate. Only for a result of started_at() of which no copy exists.
  void restart(StreamTime at, std::uint64_t first) noexcept;

  // Bytes of memory at addresses that are not in `counted`, and adds them there. Schedules that were made from one
  // another share memory.
  [[nodiscard]] std::size_t uncounted_memory(Addresses& counted) const;

 private:
  friend class ScheduleCursor;
  struct Revision;
  // The span of a record, in the stream's time, and the area at which the record is due. Records up to `until` are in
  // the same span: record n at the area positions.position(n) - shift.
  struct Located {
    Span span;
    Uint128 area = 0;
    Uint128 shift = 0;
    std::uint64_t until = 0;  // exclusive
    std::uint64_t unit = 1;
  };

  [[nodiscard]] const Revision& revision_at(StreamTime elapsed) const noexcept;
  void set_revisions(std::vector<Revision> revisions);
  void move_revision(Revision& revision, StreamTime at, StreamTime from, std::uint64_t first) const noexcept;
  [[nodiscard]] std::uint64_t compute_total(const Revision& last) const noexcept;
  [[nodiscard]] std::optional<Located> locate(std::uint64_t n) const noexcept;

  scenario::Rate::Unit unit_;
  ArrivalPositions positions_;
  std::shared_ptr<std::vector<Revision>> revisions_;  // the first, and one per change; null with `max`
  std::uint64_t total_ = kUnbounded;
};

}  // namespace spate::pacing
