#include "base/recording.hpp"

#include <algorithm>

namespace spate {

bool Recording::add(Nanos instant) {
  if (times_.size() == kMostRecords) return false;
  if (times_.empty()) first_ = instant;
  const Nanos before = times_.empty() ? 0 : times_.back();
  Nanos time = 0;
  // Further apart than 292 years, so nothing is lost by standing still.
  if (__builtin_sub_overflow(instant, first_, &time)) time = before;
  if (time < before) ++went_back_;
  times_.push_back(std::max(time, before));
  return true;
}

std::size_t Recording::count_by(Nanos time) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(times_.begin(), times_.end(), time) - times_.begin());
}

Nanos Recording::span() const noexcept {
  if (times_.size() < 2 || times_.back() == 0) return 0;
  const auto gaps = static_cast<Nanos>(times_.size() - 1);
  return later(times_.back(), times_.back() / gaps + (times_.back() % gaps > 0 ? 1 : 0));
}

}  // namespace spate
