// The part of a schedule between two changes of its rate.
#pragma once

#include <cstdint>
#include <memory>

#include "pacing/flow.hpp"
#include "pacing/schedule.hpp"

namespace spate {

// From `begin` on, records from index `first` on are due as `profile` says from its own time `from` on. A record at
// position p (in units) is due where the profile's area is p - shift, in arithmetic that wraps around.
struct Schedule::Era {
  std::shared_ptr<const Flow> profile;
  std::uint64_t unit = 1;  // how much area is a record
  Nanos begin = 0;
  Nanos from = 0;
  std::uint64_t first = 0;
  Wide shift = 0;

  [[nodiscard]] Nanos inner(Nanos elapsed) const noexcept { return elapsed - begin + from; }
  [[nodiscard]] Nanos outer(Nanos time) const noexcept { return time == kNever ? kNever : time - from + begin; }
};

}  // namespace spate
