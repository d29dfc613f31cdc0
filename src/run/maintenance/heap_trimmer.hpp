// Memory that nobody uses any more: what a full queue took, what streams had that were removed, another client.
#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace spate::run {

// Left alone, the C library keeps all of it for the next time, as much in each of its arenas as there once was in use:
// what is resident goes on rising for hours, and nobody can tell that from a leak.
class HeapTrimmer {
 public:
  // About once a second, while there is little to do. Every ten seconds gives back what has become
  // spare, if that is worth it.
  void tick(MonotonicTime now) noexcept;

 private:
  MonotonicTime next_check_{};
  std::size_t untrimmable_ = 0;  // could not be given back: other bytes of its pages are in use
};

}  // namespace spate::run
