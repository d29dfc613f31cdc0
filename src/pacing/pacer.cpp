#include "pacing/pacer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace spate {
namespace {

// How much of an unplanned absence (a busy core, a full queue, a suspended machine) counts when a late stream catches
// up: longer ones must not turn into one burst.
constexpr Duration kLongestStep = 10 * kMillisecond;

// What a stream that makes its records at once may be behind.
constexpr Duration kInTime = kMillisecond;

// What a stream that skips may be behind: less than this is the machine's own unrest.
constexpr Duration kTolerance = 50 * kMillisecond;

// Records closer together than a tick are made in one go, so that a fast stream does not wake for each: about twenty
// of them, as far as that keeps the lag low and the waking rare.
constexpr double kRecordsPerTick = 20;
constexpr Duration kShortestTick = 200 * kMicrosecond;
constexpr Duration kLongestTick = 400 * kMicrosecond;

Duration tick(double rate) noexcept {
  const auto nanos = static_cast<Duration::rep>(kRecordsPerTick * 1e9 / std::max(rate, 1.0));
  return std::clamp(Duration{nanos}, kShortestTick, kLongestTick);
}

Duration at_most_half(Wide nanos) noexcept {
  constexpr Wide kHalf{static_cast<std::uint64_t>(Duration::max().count() / 2)};
  return Duration{static_cast<Duration::rep>(std::min(nanos, kHalf))};
}

Duration multiplied(Duration span, const Factor& factor) noexcept {
  return at_most_half(static_cast<Wide>(span.count()) * factor.times / factor.over);
}

Duration divided(Duration span, const Factor& factor) noexcept {
  return at_most_half(divided_up(static_cast<Wide>(span.count()) * factor.over, Wide{factor.times}));
}

// a / b, rounded up.
std::uint64_t part(std::uint64_t a, std::uint64_t b) noexcept { return a / b + (a % b == 0 ? 0 : 1); }

}  // namespace

Pacer::Pacer(Schedule schedule, const StopAfter& stop_after, const WhenLate& when_late, const Slots& slots)
    : when_late_(when_late), slots_(slots), cursor_(std::move(schedule), slots.step), index_(slots.first) {
  set_bounds(stop_after);
  find_bounds();
  place_next();
  check_bounds();
}

// Of all that share the schedule this one makes a part.
void Pacer::set_bounds(const StopAfter& all) noexcept {
  stop_after_ = all;
  time_bound_.reset();
  if (all.duration) time_bound_ = StreamTime{*all.duration};
  if (stop_after_.bytes) stop_after_.bytes = part(*stop_after_.bytes, slots_.step);
}

Pacer Pacer::again(const Schedule& schedule, const StopAfter& stop_after, const WhenLate& when_late, StreamTime at,
                   std::uint64_t made, const Slots& slots) {
  Pacer pacer{schedule.begun({}, {}, 0), {}, when_late, slots};
  pacer.restart(stop_after, at, made);
  return pacer;
}

void Pacer::restart(const StopAfter& stop_after, StreamTime at, std::uint64_t made) noexcept {
  const auto before = slots_.round(made);
  set_bounds(stop_after);
  auto& records = stop_after_.records;
  if (records) records = *records > kUnbounded - before ? kUnbounded : before + *records;
  if (stop_after.duration) time_bound_ = later(at, *stop_after.duration);
  index_ = slots_.at(made);
  scheduled_ = made;
  now_ = at;
  planned_ = at;
  released_ = at;
  cursor_.restart(at, counts(Rate::Unit::records) ? before : 0);
  find_bounds();
  place_next();
  check_bounds();
}

void Pacer::resume(const Progress& next, StreamTime now) noexcept {
  slots_.first = index_ = next.index;
  bytes_ = bytes_earlier_ = next.bytes;
  bytes_before_ = bytes_ - next.flowed;
  now_ = planned_ = now;
  find_bounds();
  place_next();
  released_ = std::min(next_, now_);
  check_bounds();
}

// The number of records a bounded stream will make, as far as that is known beforehand.
void Pacer::find_bounds() noexcept {
  end_index_ = stop_after_.records.value_or(kUnbounded);
  if (counts(Rate::Unit::records)) end_index_ = std::min(end_index_, schedule().total());
  last_index_ = end_index_;
  if (counts(Rate::Unit::records) && time_bound_)
    last_index_ = std::min(last_index_, schedule().due_by(*time_bound_ - Duration{1}));
}

void Pacer::change(const Schedule& next, StreamTime from) noexcept {
  auto changed = schedule().changed(now_, next, from, position());
  if (changed)
    cursor_.change(std::move(*changed), position());
  else
    begin(next, from);
  find_bounds();
  place_next();
  planned_ = now_;
  check_bounds();
}

void Pacer::begin(const Schedule& next, StreamTime from) noexcept {
  if (counts(Rate::Unit::bytes) && behind() > kTolerance) skip_bytes(now_);
  bytes_before_ = bytes_ + skipped_bytes_;
  const auto first = next.unit() == Rate::Unit::records ? index_ : 0;
  cursor_.change(next.begun(now_, from, first), first);
  released_ = now_;
}

void Pacer::tell(StreamTime now) noexcept {
  release(now);
  now_ = now;
  skip_late();
  if (counts(Rate::Unit::unlimited)) next_ = now;
  counts_ahead_ = counts_ahead();
  scheduled_ =
      std::max(scheduled_, counts_ahead_ ? slots_.before(std::min(last_index_, schedule().due_by(now))) : passed());
  check_bounds();
  target_rate_ = wanted_rate();
}

// Where records come at random it costs more to count them than to make them, which a stream in time does at once.
bool Pacer::counts_ahead() const noexcept {
  if (!counts(Rate::Unit::records) || stop_after_.bytes) return false;
  return schedule().even() || now_ - next_ > kInTime;
}

void Pacer::release(StreamTime now) noexcept {
  if (counts(Rate::Unit::unlimited) || when_late_.policy == WhenLate::Policy::skip) {
    released_ = now;
    return;
  }
  // What was released and could not be made (a full queue, a full batch) is released anew, or the end of a long wait
  // would be a burst.
  const StreamTime before = std::min(released_, next_);
  // Sleeping as planned is no lateness; only what came on top of it is.
  const StreamTime expected = std::clamp(planned_, now_, now);
  const bool was_on_time = before >= now_;
  const StreamTime reached = was_on_time ? expected : before + multiplied(expected - now_, when_late_.factor);
  released_ = std::min(now, reached + multiplied(std::min(now - expected, kLongestStep), when_late_.factor));
}

void Pacer::skip_late() noexcept {
  const bool catches_up = when_late_.policy == WhenLate::Policy::catch_up;
  const StreamTime oldest = now_ - (catches_up ? when_late_.at_most : kTolerance);
  if (counts(Rate::Unit::unlimited) || next_ >= oldest) return;
  const StreamTime skipped_until = catches_up ? oldest - Duration{1} : now_;
  if (counts(Rate::Unit::records)) {
    const auto first_kept = slots_.from(std::min(last_index_, schedule().due_by(skipped_until)));
    skipped_ += slots_.before(first_kept) - passed();
    index_ = first_kept;
  } else {
    skip_bytes(skipped_until);
  }
  place_next();
  released_ = std::max(released_, std::min(next_, now_));
}

void Pacer::skip_bytes(StreamTime until) noexcept {
  const auto due = schedule().due_by(until);
  if (due > position()) skipped_bytes_ += part(due - position(), slots_.step);
}

void Pacer::made(std::uint64_t bytes) noexcept {
  index_ += slots_.step;
  bytes_ += bytes;
  if (counts(Rate::Unit::records)) {
    cursor_.advance();
    next_ = cursor_.intended();
  } else {
    place_next();
  }
  if (!counts_ahead_) scheduled_ = std::max(scheduled_, passed());
  check_bounds();
}

void Pacer::place_next() noexcept {
  if (counts(Rate::Unit::unlimited)) {
    next_ = now_;
    return;
  }
  // A record of a rate in bytes is due when the bytes of all before it are.
  cursor_.seek(position());
  next_ = cursor_.intended();
}

void Pacer::check_bounds() noexcept {
  const bool all_made = index_ >= end_index_ || bytes_ >= stop_after_.bytes.value_or(kUnbounded);
  const bool bytes_over = counts(Rate::Unit::bytes) && position() >= schedule().total();
  const bool none_due = counts(Rate::Unit::records) ? index_ >= last_index_ : next_ >= time_bound_.value_or(kNever);
  finished_ = all_made || bytes_over || (time_is_over() && none_due);
}

StreamTime Pacer::next_look() noexcept {
  if (next_ == kNever) return planned_ = within_time(kNever);
  const bool late = released_ < now_;
  const StreamTime due = late ? std::max(next_, now_ + divided(next_ - released_, when_late_.factor)) : next_;
  return planned_ = within_time(std::max(due, now_ + tick(target_rate_)));
}

StreamTime Pacer::asked_until(StreamTime now) const noexcept {
  if (!finished_ || counts(Rate::Unit::unlimited)) return now;
  if (time_is_over() && index_ < end_index_) return std::min(now, *time_bound_);
  return position() == 0 ? now : std::min(now, schedule().intended(position() - 1));
}

double Pacer::wanted_rate() const noexcept {
  if (finished_) return 0;
  if (counts(Rate::Unit::unlimited)) return std::numeric_limits<double>::infinity();
  const auto per_second = schedule().rate_at(now_) / static_cast<double>(slots_.step);
  if (counts(Rate::Unit::records)) return per_second;
  const auto bytes = bytes_ - bytes_earlier_;
  return bytes == 0 ? 0 : per_second * static_cast<double>(passed()) / static_cast<double>(bytes);
}

}  // namespace spate
