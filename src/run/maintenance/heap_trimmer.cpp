#include "run/maintenance/heap_trimmer.hpp"

#include <algorithm>

#include "base/memory.hpp"

namespace spate::run {
namespace {

constexpr Duration kInterval = 10 * kSecond;
constexpr std::size_t kMinTrimBytes = std::size_t{1024} * 1024;

}  // namespace

void HeapTrimmer::tick(MonotonicTime now) noexcept {
  if (now < next_check_) return;
  next_check_ = now + kInterval;
  const std::size_t spare = reclaimable_memory();
  untrimmable_ = std::min(untrimmable_, spare);
  if (spare - untrimmable_ < kMinTrimBytes) return;
  trim_heap();
  untrimmable_ = reclaimable_memory();
}

}  // namespace spate::run
