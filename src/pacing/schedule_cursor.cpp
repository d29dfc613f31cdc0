#include "pacing/schedule_cursor.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {
namespace {

// Beyond this nanos, additions could overflow. There advance() locates each record.
constexpr Duration kMaxDistance = Duration::max() / 4;

}  // namespace

void ScheduleCursor::change(Schedule schedule, std::uint64_t index) noexcept {
  schedule_ = std::move(schedule);
  positions_ = ArrivalCursor{schedule_.positions_};
  located_ = {};
  seek(index);
}

void ScheduleCursor::restart(StreamTime at, std::uint64_t first) noexcept {
  schedule_.restart(at, first);
  located_ = {};
  seek(first);
}

void ScheduleCursor::locate() noexcept {
  steady_until_ = 0;
  remainder_ = 0;
  if (schedule_.unit() == scenario::Rate::Unit::unlimited) return;
  if (index_ < located_from_ || index_ >= located_.until) {
    const auto result = schedule_.locate(index_);
    located_from_ = index_;
    located_ = result.value_or(Schedule::Located{});
    if (!result) {
      time_ = kNever;
      return;
    }
  }
  compute_time();
}

void ScheduleCursor::compute_time() noexcept {
  const Uint128 area = positions_.position(index_, located_.unit) - located_.shift;
  const auto& [length, from, to] = located_.span.piece;
  if (from != to || from == 0) {
    time_ = located_.span.time_of(area);
    return;
  }
  divisor_ = 2 * from * located_.span.factor;
  const Uint128 inside = area <= located_.span.area ? 0 : area - located_.span.area;
  const Uint128 whole_nanos = inside / divisor_;
  const Uint128 nanos = static_cast<Uint128>(since_start(located_.span.begin).count()) + whole_nanos;
  if (nanos >= static_cast<Uint128>(kMaxDistance.count())) {
    time_ = located_.span.time_of(area);
    return;
  }
  time_ = StreamTime{Duration{static_cast<Duration::rep>(nanos)}};
  remainder_ = static_cast<std::uint64_t>(inside - whole_nanos * divisor_);
  if (schedule_.is_uniform()) prepare_steps();
}

void ScheduleCursor::prepare_steps() noexcept {
  const Uint128 gap = static_cast<Uint128>(located_.unit) * stride_;
  if (gap / divisor_ >= static_cast<Uint128>(kMaxDistance.count())) return;
  step_ = Duration{static_cast<Duration::rep>(gap / divisor_)};
  step_remainder_ = static_cast<std::uint64_t>(gap % divisor_);
  const auto max_steps = static_cast<std::uint64_t>((kMaxDistance - since_start(time_)) / (step_ + Duration{1}));
  steady_until_ = std::min(located_.until, index_ + std::min(max_steps, (kUnbounded - index_) / stride_) * stride_ + 1);
}

}  // namespace spate::pacing
