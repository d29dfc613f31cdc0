// Times and durations of a schedule, for tests.
#pragma once

#include "base/time.hpp"

namespace spate::pacing {

inline constexpr StreamTime kStart{};
inline constexpr Duration kTick{1};

template <class Count>
constexpr Duration nanos(Count count) {
  return Duration{static_cast<Duration::rep>(count)};
}

}  // namespace spate::pacing
