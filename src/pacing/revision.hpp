// The part of a schedule between two changes of its rate.
#pragma once

#include <cstdint>
#include <memory>

#include "pacing/cumulative_curve.hpp"
#include "pacing/schedule.hpp"

namespace spate::pacing {

// From `begin` on, records from index `first` on follow `profile`, which is at its own time `from` then. A record at
// position p (in units) is due where the area of the profile is p - shift, modulo 2^128.
struct Schedule::Revision {
  std::shared_ptr<const CumulativeCurve> profile;
  std::uint64_t unit = 1;  // area per record
  StreamTime begin{};
  StreamTime from{};
  std::uint64_t first = 0;
  Uint128 shift = 0;

  // Convert between the times of the stream and of the profile.
  [[nodiscard]] StreamTime profile_time(StreamTime elapsed) const noexcept { return from + (elapsed - begin); }
  [[nodiscard]] StreamTime stream_time(StreamTime time) const noexcept {
    return time == kNever ? kNever : begin + (time - from);
  }
};

}  // namespace spate::pacing
