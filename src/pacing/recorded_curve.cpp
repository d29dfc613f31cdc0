#include "pacing/recorded_curve.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {

RecordedCurve::RecordedCurve(std::shared_ptr<const Recording> recording, const scenario::Factor& speed,
                             bool loop) noexcept
    : recording_(std::move(recording)),
      speed_(speed),
      loop_(loop),
      records_(recording_->records()),
      span_(static_cast<Uint128>(recording_->span().count())) {}

// T(n), rounded up so that count_by is its exact inverse. kNever after the last record and beyond the range of times.
StreamTime RecordedCurve::time_of(Uint128 n) const noexcept {
  constexpr auto kMaxNanos = static_cast<Uint128>(Duration::max().count());
  const Uint128 loops = n / records_;
  if ((loops > 0 && !loop_) || (loops > 0 && loops > kMaxNanos / span_)) return kNever;
  const Uint128 time =
      loops * span_ + static_cast<Uint128>(recording_->time_of(static_cast<std::size_t>(n % records_)).count());
  const Uint128 scaled = std::min(kMaxNanos, divide_ceil(time * speed_.over, speed_.times));
  return StreamTime{Duration{static_cast<Duration::rep>(scaled)}};
}

// Number of records with T(n) <= time, for time >= 0.
Uint128 RecordedCurve::count_by(StreamTime time) const noexcept {
  const Uint128 recorded = static_cast<Uint128>(since_start(time).count()) * speed_.times / speed_.over;
  const Uint128 loops = loop_ ? recorded / span_ : 0;
  const Uint128 inside = std::min(recorded - loops * span_, static_cast<Uint128>(Duration::max().count()));
  return loops * records_ + recording_->count_by(Duration{static_cast<Duration::rep>(inside)});
}

StreamTime RecordedCurve::end() const noexcept {
  return loop_ ? kNever : saturating_add(time_of(records_ - 1), Duration{1});
}

Span RecordedCurve::at(StreamTime time) const noexcept { return span_at_area(count_by(time) - 1); }

Span RecordedCurve::span_at_area(Uint128 area) const noexcept {
  return {.begin = time_of(area), .end = time_of(area + 1), .area = area, .total = 1, .piece = {.length = kNever}};
}

double RecordedCurve::rate_at(StreamTime time) const noexcept {
  const Uint128 next = count_by(time);
  const Duration gap = time_of(next) - time_of(next - 1);
  if (gap > kSecond) return time_of(next) == kNever ? 0 : 1 / to_seconds(gap);
  return static_cast<double>(count_by(saturating_add(time, kSecond)) - next);
}

}  // namespace spate::pacing
