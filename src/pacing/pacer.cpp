#include "pacing/pacer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace spate::pacing {
namespace {

// A stream is on time if it is less than this behind.
constexpr Duration kOnTimeTolerance = kMillisecond;

// Records that are closer than a tick are made together, so that a fast stream does not wake for each record. A tick
// has about 20 records, within limits that keep the schedule lag low and wake-ups rare.
constexpr double kRecordsPerTick = 20;
constexpr Duration kMinTick = 200 * kMicrosecond;
constexpr Duration kMaxTick = 400 * kMicrosecond;

Duration tick_length(double rate) noexcept {
  const auto nanos = static_cast<Duration::rep>(kRecordsPerTick * 1e9 / std::max(rate, 1.0));
  return std::clamp(Duration{nanos}, kMinTick, kMaxTick);
}

bool in_records(const Schedule& schedule) noexcept { return schedule.unit() == scenario::Rate::Unit::records; }
bool in_bytes(const Schedule& schedule) noexcept { return schedule.unit() == scenario::Rate::Unit::bytes; }
bool unlimited(const Schedule& schedule) noexcept { return schedule.unit() == scenario::Rate::Unit::unlimited; }

double compute_target_rate(const Schedule& schedule, const StreamCount& count, StreamTime now) noexcept {
  if (unlimited(schedule)) return std::numeric_limits<double>::infinity();
  const auto per_second = schedule.rate_at(now) / static_cast<double>(count.indices.step);
  if (in_records(schedule)) return per_second;
  const auto bytes = count.bytes - count.bytes_earlier;
  return bytes == 0 ? 0 : per_second * static_cast<double>(count.records_done()) / static_cast<double>(bytes);
}

}  // namespace

Pacer::Pacer(Schedule schedule, const scenario::StopAfter& stop_after, const scenario::WhenLate& when_late,
             const ShardIndices& indices)
    : bounds_(stop_after, indices),
      released_(when_late),
      count_{.indices = indices},
      cursor_(std::move(schedule), indices.step) {
  bounds_.update(this->schedule());
  locate_next();
  check_bounds();
}

Pacer Pacer::restarted(const Schedule& schedule, const scenario::StopAfter& stop_after,
                       const scenario::WhenLate& when_late, StreamTime at, std::uint64_t made,
                       const ShardIndices& indices) {
  Pacer pacer{schedule.started_at({}, {}, 0), {}, when_late, indices};
  pacer.restart(stop_after, at, made);
  return pacer;
}

void Pacer::restart(const scenario::StopAfter& stop_after, StreamTime at, std::uint64_t made) noexcept {
  const auto before = count_.indices.round_start(made);
  scenario::StopAfter bounds = stop_after;
  if (bounds.records) bounds.records = *bounds.records > kUnbounded - before ? kUnbounded : before + *bounds.records;
  bounds_ = {bounds, count_.indices};
  bounds_.start_time_bound(at);
  count_.index = count_.indices.at(made);
  scheduled_ = made;
  now_ = released_.plan_wakeup(at);
  released_.set(at);
  cursor_.restart(at, in_records(schedule()) ? before : 0);
  bounds_.update(schedule());
  locate_next();
  check_bounds();
}

void Pacer::resume(const StreamPosition& next, StreamTime now) noexcept {
  count_.resume(next);
  now_ = released_.plan_wakeup(now);
  bounds_.update(schedule());
  locate_next();
  released_.set(std::min(next_, now_));
  check_bounds();
}

void Pacer::change(const Schedule& next, StreamTime from) noexcept {
  const auto position = count_.schedule_position(in_records(schedule()));
  if (auto changed = schedule().with_change(now_, next, from, position)) {
    cursor_.change(std::move(*changed), position);
  } else {
    if (in_bytes(schedule()) && behind() > kSkipTolerance) count_.skip_bytes(schedule().due_by(now_));
    count_.bytes_before = count_.bytes + count_.skipped_bytes;
    const auto first = in_records(next) ? count_.index : 0;
    cursor_.change(next.started_at(now_, from, first), first);
    released_.set(now_);
  }
  bounds_.update(schedule());
  locate_next();
  released_.plan_wakeup(now_);
  check_bounds();
}

void Pacer::advance_to(StreamTime now) noexcept {
  if (unlimited(schedule()))
    released_.set(now);
  else
    released_.advance(now_, now, next_);
  now_ = now;
  if (const auto skip_until = released_.skip_until(now_, next_); skip_until && !unlimited(schedule())) {
    const auto due = schedule().due_by(*skip_until);
    if (in_records(schedule()))
      count_.skip_to(count_.indices.at_or_after(std::min(bounds_.end_index(), due)));
    else
      count_.skip_bytes(due);
    locate_next();
    released_.advance_to_at_least(std::min(next_, now_));
  }
  if (unlimited(schedule())) next_ = now;
  // With random arrivals, counting records costs more than making them. A stream that is on time makes them at once.
  counts_ahead_ =
      in_records(schedule()) && !bounds_.counts_bytes() && (schedule().is_uniform() || now_ - next_ > kOnTimeTolerance);
  scheduled_ = std::max(
      scheduled_, counts_ahead_ ? count_.indices.count_before(std::min(bounds_.end_index(), schedule().due_by(now)))
                                : count_.records_done());
  check_bounds();
  target_rate_ = finished_ ? 0 : compute_target_rate(schedule(), count_, now_);
}

void Pacer::count_made(std::uint64_t bytes) noexcept {
  count_.add_record(bytes);
  if (in_records(schedule())) {
    cursor_.advance();
    next_ = cursor_.intended();
  } else {
    locate_next();
  }
  if (!counts_ahead_) scheduled_ = std::max(scheduled_, count_.records_done());
  check_bounds();
}

void Pacer::locate_next() noexcept {
  if (unlimited(schedule())) {
    next_ = now_;
    return;
  }
  // With a rate in bytes, a record is due when the bytes of all records before it are due.
  cursor_.seek(count_.schedule_position(in_records(schedule())));
  next_ = cursor_.intended();
}

void Pacer::check_bounds() noexcept {
  const bool bytes_over = in_bytes(schedule()) && count_.schedule_position(false) >= schedule().total();
  const bool none_due =
      in_records(schedule()) ? count_.index >= bounds_.end_index() : next_ >= bounds_.time_bound_end();
  finished_ = bounds_.excludes(count_.index, count_.bytes) || bytes_over || (bounds_.time_is_over(now_) && none_due);
}

StreamTime Pacer::next_wakeup() noexcept {
  if (next_ == kNever) return released_.plan_wakeup(bounds_.within_time(kNever, now_));
  const StreamTime due = std::max(released_.release_time(now_, next_), now_ + tick_length(target_rate_));
  return released_.plan_wakeup(bounds_.within_time(due, now_));
}

StreamTime Pacer::due_until(StreamTime now) const noexcept {
  if (!finished_ || unlimited(schedule())) return now;
  if (bounds_.time_is_over(now_) && count_.index < bounds_.untimed_end_index())
    return std::min(now, bounds_.time_bound_end());
  const auto position = count_.schedule_position(in_records(schedule()));
  return position == 0 ? now : std::min(now, schedule().intended(position - 1));
}

}  // namespace spate::pacing
