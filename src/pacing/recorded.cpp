#include "pacing/recorded.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {

Recorded::Recorded(std::shared_ptr<const Recording> recording, const scenario::Factor& speed, bool loop) noexcept
    : recording_(std::move(recording)),
      speed_(speed),
      loop_(loop),
      records_(recording_->records()),
      span_(static_cast<Wide>(recording_->span().count())) {}

// T(n): rounded up, so that count_by is its exact inverse. kNever beyond the last record and beyond what can be told.
StreamTime Recorded::time_of(Wide n) const noexcept {
  constexpr auto kMost = static_cast<Wide>(Duration::max().count());
  const Wide loops = n / records_;
  if ((loops > 0 && !loop_) || (loops > 0 && loops > kMost / span_)) return kNever;
  const Wide time =
      loops * span_ + static_cast<Wide>(recording_->time_of(static_cast<std::size_t>(n % records_)).count());
  const Wide shown = std::min(kMost, divided_up(time * speed_.over, speed_.times));
  return StreamTime{Duration{static_cast<Duration::rep>(shown)}};
}

// Records with T(n) <= time, which is at least 0.
Wide Recorded::count_by(StreamTime time) const noexcept {
  const Wide recorded = static_cast<Wide>(since_start(time).count()) * speed_.times / speed_.over;
  const Wide loops = loop_ ? recorded / span_ : 0;
  const Wide inside = std::min(recorded - loops * span_, static_cast<Wide>(Duration::max().count()));
  return loops * records_ + recording_->count_by(Duration{static_cast<Duration::rep>(inside)});
}

StreamTime Recorded::end() const noexcept { return loop_ ? kNever : later(time_of(records_ - 1), Duration{1}); }

Span Recorded::at(StreamTime time) const noexcept { return holding(count_by(time) - 1); }

Span Recorded::holding(Wide area) const noexcept {
  return {.begin = time_of(area), .end = time_of(area + 1), .area = area, .total = 1, .piece = {.length = kNever}};
}

double Recorded::growth_at(StreamTime time) const noexcept {
  const Wide next = count_by(time);
  const Duration gap = time_of(next) - time_of(next - 1);
  if (gap > kSecond) return time_of(next) == kNever ? 0 : 1 / to_seconds(gap);
  return static_cast<double>(count_by(later(time, kSecond)) - next);
}

}  // namespace spate::pacing
