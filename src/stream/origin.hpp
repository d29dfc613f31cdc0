// T = 0 of a run or of a stream, on both clocks.
#pragma once

#include "base/time.hpp"

namespace spate::stream {

struct Origin {
  MonotonicTime monotonic{};
  WallTime wall{};
  MonotonicTime started{};  // when records can first be sent; T = 0 or later

  // Returns kNever if the time is too far in the future.
  [[nodiscard]] MonotonicTime at(StreamTime time) const noexcept {
    return saturating_add(monotonic, since_start(time));
  }
  [[nodiscard]] WallTime wall_at(StreamTime time) const noexcept { return saturating_add(wall, since_start(time)); }
  [[nodiscard]] StreamTime elapsed(MonotonicTime time) const noexcept { return StreamTime{time - monotonic}; }
};

}  // namespace spate::stream
