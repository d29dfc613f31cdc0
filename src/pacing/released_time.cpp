#include "pacing/released_time.hpp"

#include <algorithm>

#include "pacing/schedule.hpp"

namespace spate::pacing {
namespace {

// How much of an unplanned delay (busy core, full queue, suspended machine) counts at once when a late stream catches
// up. More would release a burst.
constexpr Duration kMaxStep = 10 * kMillisecond;

// At most half of the range of Duration, so that a sum of two does not overflow.
Duration clamped_duration(Uint128 nanos) noexcept {
  constexpr Uint128 kMax{static_cast<std::uint64_t>(Duration::max().count() / 2)};
  return Duration{static_cast<Duration::rep>(std::min(nanos, kMax))};
}

Duration multiplied(Duration span, const scenario::Factor& factor) noexcept {
  return clamped_duration(static_cast<Uint128>(span.count()) * factor.times / factor.over);
}

Duration divided(Duration span, const scenario::Factor& factor) noexcept {
  return clamped_duration(divide_ceil(static_cast<Uint128>(span.count()) * factor.over, Uint128{factor.times}));
}

}  // namespace

void ReleasedTime::advance(StreamTime before, StreamTime now, StreamTime next) noexcept {
  if (skips_late()) return set(now);
  // Records that were released and could not be made (full queue, full batch) are released again. Otherwise a long wait
  // would end in a burst.
  const StreamTime released = std::min(until_, next);
  // Planned sleep is not lateness. Only the time beyond it is.
  const StreamTime expected = std::clamp(planned_, before, now);
  const bool was_on_time = released >= before;
  const StreamTime reached = was_on_time ? expected : released + multiplied(expected - before, when_late_.factor);
  until_ = std::min(now, reached + multiplied(std::min(now - expected, kMaxStep), when_late_.factor));
}

std::optional<StreamTime> ReleasedTime::skip_until(StreamTime now, StreamTime next) const noexcept {
  const StreamTime oldest = now - (skips_late() ? kSkipTolerance : when_late_.max_backlog);
  if (next >= oldest) return std::nullopt;
  return skips_late() ? now : oldest - Duration{1};
}

StreamTime ReleasedTime::release_time(StreamTime now, StreamTime next) const noexcept {
  const bool late = until_ < now;
  return late ? std::max(next, now + divided(next - until_, when_late_.factor)) : next;
}

}  // namespace spate::pacing
