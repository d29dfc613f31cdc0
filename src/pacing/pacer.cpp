#include "pacing/pacer.hpp"

#include <algorithm>
#include <limits>

namespace spate {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr auto kUnbounded = std::numeric_limits<std::uint64_t>::max();

// How much of an unplanned absence (a busy core, a full queue, a suspended machine) counts when a late stream catches
// up: longer ones must not turn into one burst.
constexpr Nanos kLongestStep = 10 * kMillisecond;

// Records closer together than this are made in one go, so that a fast stream does not wake for each.
constexpr Nanos kTick = 400 * kMicrosecond;

bool is_timed(const Rate& rate) noexcept { return rate.unit == Rate::Unit::records; }

Rate timed_part(const Rate& rate) noexcept { return is_timed(rate) ? rate : Rate{.amount = 0, .per = 1}; }

Nanos rounded_up(Wide dividend, std::uint64_t divisor) noexcept {
  return static_cast<Nanos>(std::min<Wide>((dividend + divisor - 1) / divisor, static_cast<Wide>(kNever)));
}

// The number of records a bounded stream will make, as far as that is known beforehand.
std::uint64_t last_index(const Rate& rate, const StopAfter& stop_after) noexcept {
  auto last = stop_after.records.value_or(kUnbounded);
  if (stop_after.duration && is_timed(rate)) last = std::min(last, Schedule{rate}.due_by(*stop_after.duration - 1));
  return last;
}

}  // namespace

Pacer::Pacer(const Rate& rate, const StopAfter& stop_after, const CatchUp& catch_up)
    : rate_(rate),
      stop_after_(stop_after),
      catch_up_(catch_up),
      cursor_(Schedule{timed_part(rate)}),
      last_index_(last_index(rate, stop_after)),
      counts_ahead_(is_timed(rate) && !stop_after.bytes) {
  place_next();
  check_bounds();
}

void Pacer::tell(Nanos now) noexcept {
  release(now);
  now_ = now;
  skip_debt();
  if (rate_.unit == Rate::Unit::unlimited) next_ = now;
  scheduled_ = counts_ahead_ ? std::max(scheduled_, std::min(last_index_, Schedule{rate_}.due_by(now))) : index_;
  check_bounds();
}

void Pacer::release(Nanos now) noexcept {
  if (rate_.unit == Rate::Unit::unlimited) {
    released_ = now;
    return;
  }
  // What was released and could not be made (a full queue, a full batch) is released anew, or the end of a long wait
  // would be a burst.
  const Nanos before = std::min(released_, next_);
  // Sleeping as planned is no lateness; only what came on top of it is.
  const Nanos expected = std::clamp(planned_, now_, now);
  const bool was_on_time = before >= now_;
  const Nanos reached = was_on_time ? expected : before + catch_up_.factor * (expected - now_);
  released_ = std::min(now, reached + catch_up_.factor * std::min(now - expected, kLongestStep));
}

void Pacer::skip_debt() noexcept {
  const Nanos oldest = now_ - catch_up_.at_most;
  if (rate_.unit == Rate::Unit::unlimited || next_ >= oldest) return;
  if (is_timed(rate_)) {
    const auto first_kept = std::min(last_index_, Schedule{rate_}.due_by(oldest - 1));
    skipped_ += first_kept - index_;
    index_ = first_kept;
    cursor_.seek(index_);
    place_next();
  } else {
    const auto due =
        static_cast<std::uint64_t>(static_cast<Wide>(oldest) * rate_.amount / static_cast<Wide>(rate_.per));
    bytes_forgiven_ = std::max(bytes_forgiven_, due - std::min(due, bytes_));
    next_ = oldest;
  }
  released_ = std::max(released_, next_);
}

void Pacer::made(std::uint64_t bytes) noexcept {
  ++index_;
  bytes_ += bytes;
  if (is_timed(rate_)) cursor_.advance();
  if (!counts_ahead_) scheduled_ = index_;
  place_next();
  check_bounds();
}

void Pacer::place_next() noexcept {
  if (is_timed(rate_)) {
    next_ = cursor_.intended();
  } else if (rate_.unit == Rate::Unit::bytes) {
    // A record is due when the bytes of all before it are.
    const auto bytes = static_cast<Wide>(bytes_) + bytes_forgiven_;
    next_ = rate_.amount == 0 ? kNever : rounded_up(bytes * static_cast<Wide>(rate_.per), rate_.amount);
  }
}

void Pacer::check_bounds() noexcept {
  const bool all_made = index_ >= last_index_ || bytes_ >= stop_after_.bytes.value_or(kUnbounded);
  const bool out_of_time = stop_after_.duration && !is_timed(rate_) && next_ >= *stop_after_.duration;
  finished_ = all_made || out_of_time;
}

Nanos Pacer::next_look() noexcept {
  if (next_ == kNever) return planned_ = kNever;
  const bool late = released_ < now_;
  const Nanos due = late ? now_ + (next_ - released_ + catch_up_.factor - 1) / catch_up_.factor : next_;
  return planned_ = std::max(due, now_ + kTick);
}

double Pacer::target_rate() const noexcept {
  if (rate_.unit == Rate::Unit::unlimited) return std::numeric_limits<double>::infinity();
  const auto per_second = Schedule{rate_}.rate_at(now_);
  if (is_timed(rate_)) return finished_ ? 0.0 : per_second;
  return bytes_ == 0 || finished_ ? 0.0 : per_second * static_cast<double>(index_) / static_cast<double>(bytes_);
}

}  // namespace spate
