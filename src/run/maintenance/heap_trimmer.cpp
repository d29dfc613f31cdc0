#include "run/maintenance/heap_trimmer.hpp"

#include <algorithm>

#include "base/memory.hpp"

namespace spate::run {
namespace {

constexpr Duration kInterval = 10 * kSecond;
constexpr std::size_t kWorthIt = std::size_t{1024} * 1024;  // bytes

}  // namespace

void HeapTrimmer::tick(MonotonicTime now) noexcept {
  if (now < next_look_) return;
  next_look_ = now + kInterval;
  const std::size_t spare = spare_memory();
  left_ = std::min(left_, spare);
  if (spare - left_ < kWorthIt) return;
  give_back_memory();
  left_ = spare_memory();
}

}  // namespace spate::run
