#include "pacing/schedule_cursor.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {
namespace {

// Beyond this, additions could overflow. There each step seeks again.
constexpr Duration kMaxDistance = Duration::max() / 4;

}  // namespace

void ScheduleCursor::change(Schedule schedule, std::uint64_t index) noexcept {
  schedule_ = std::move(schedule);
  positions_ = ArrivalCursor{schedule_.positions_};
  here_ = {};
  seek(index);
}

void ScheduleCursor::restart(StreamTime at, std::uint64_t first) noexcept {
  schedule_.restart(at, first);
  here_ = {};
  seek(first);
}

void ScheduleCursor::move() noexcept {
  steady_until_ = 0;
  rest_ = 0;
  if (schedule_.unit() == scenario::Rate::Unit::unlimited) return;
  if (index_ < from_ || index_ >= here_.until) {
    const auto found = schedule_.locate(index_);
    from_ = index_;
    here_ = found.value_or(Schedule::Located{});
    if (!found) {
      whole_ = kNever;
      return;
    }
  }
  place();
}

void ScheduleCursor::place() noexcept {
  const Uint128 wanted = positions_.of(index_, here_.unit) - here_.shift;
  const auto& [length, from, to] = here_.span.piece;
  if (from != to || from == 0) {
    whole_ = here_.span.time_of(wanted);
    return;
  }
  divisor_ = 2 * from * here_.span.factor;
  const Uint128 inside = wanted <= here_.span.area ? 0 : wanted - here_.span.area;
  const Uint128 passed = inside / divisor_;
  const Uint128 time = static_cast<Uint128>(since_start(here_.span.begin).count()) + passed;
  if (time >= static_cast<Uint128>(kMaxDistance.count())) {
    whole_ = here_.span.time_of(wanted);
    return;
  }
  whole_ = StreamTime{Duration{static_cast<Duration::rep>(time)}};
  rest_ = static_cast<std::uint64_t>(inside - passed * divisor_);
  if (schedule_.even()) prepare_steps();
}

void ScheduleCursor::prepare_steps() noexcept {
  const Uint128 gap = static_cast<Uint128>(here_.unit) * stride_;
  if (gap / divisor_ >= static_cast<Uint128>(kMaxDistance.count())) return;
  step_ = Duration{static_cast<Duration::rep>(gap / divisor_)};
  step_rest_ = static_cast<std::uint64_t>(gap % divisor_);
  const auto near = static_cast<std::uint64_t>((kMaxDistance - since_start(whole_)) / (step_ + Duration{1}));
  steady_until_ = std::min(here_.until, index_ + std::min(near, (kUnbounded - index_) / stride_) * stride_ + 1);
}

}  // namespace spate::pacing
