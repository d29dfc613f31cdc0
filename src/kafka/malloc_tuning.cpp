#include "kafka/malloc_tuning.hpp"

#include <malloc.h>

namespace spate::kafka {

// Measured with records of 400 bytes at rate: max: 0.14 s instead of 0.23 s of system time per million records.
void tune_malloc() noexcept {
  constexpr int kMebibyte = 1024 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, 128 * kMebibyte);
  ::mallopt(M_TRIM_THRESHOLD, 256 * kMebibyte);
  ::mallopt(M_TOP_PAD, 16 * kMebibyte);
}

}  // namespace spate::kafka
