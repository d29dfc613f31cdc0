// Returns unused heap memory to the system: of a full producer queue, removed streams or a replaced client.
#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace spate::run {

// Without it, the C library keeps the maximum ever used in each of its arenas. Resident memory then rises for hours,
// which looks like a leak.
class HeapTrimmer {
 public:
  // Trims the heap every 10 s if at least 1 MiB can be returned. Called about once a second while the producer queue is
  // nearly empty.
  void tick(MonotonicTime now) noexcept;

 private:
  MonotonicTime next_check_{};
  std::size_t untrimmable_ = 0;  // bytes free in pages in use
};

}  // namespace spate::run
