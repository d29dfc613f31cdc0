#include "base/recording.hpp"

#include <algorithm>

namespace spate {

bool Recording::add(WallTime instant) {
  if (times_.size() == kMaxRecords) return false;
  if (times_.empty()) first_ = instant;
  const Duration previous = times_.empty() ? Duration{} : times_.back();
  Duration::rep time = 0;
  // More than 292 years apart: beyond 64 bits, so the time stays at the previous one.
  if (__builtin_sub_overflow(instant.time_since_epoch().count(), first_.time_since_epoch().count(), &time))
    time = previous.count();
  if (Duration{time} < previous) ++out_of_order_count_;
  times_.push_back(std::max(Duration{time}, previous));
  return true;
}

std::size_t Recording::count_by(Duration time) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(times_.begin(), times_.end(), time) - times_.begin());
}

Duration Recording::span() const noexcept {
  if (times_.size() < 2 || times_.back() == Duration{}) return {};
  const auto gaps = static_cast<Duration::rep>(times_.size() - 1);
  return saturating_add(times_.back(), times_.back() / gaps + Duration{times_.back() % gaps > Duration{} ? 1 : 0});
}

}  // namespace spate
