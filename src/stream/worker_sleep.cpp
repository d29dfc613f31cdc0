#include "stream/worker_sleep.hpp"

#include <algorithm>

namespace spate::stream {

void WorkerSleep::until(MonotonicTime instant) noexcept {
  stats_.awaited.store(instant, std::memory_order_relaxed);
  if (alarm_.sleep_until(instant)) return alarm_.silence();
  stats_.overslept.add(std::max(Duration{}, monotonic_now() - instant));
}

void WorkerSleep::held_until(MonotonicTime instant) noexcept {
  const MonotonicTime since = monotonic_now();
  stats_.held_since.store(since, std::memory_order_relaxed);
  until(instant);
  stats_.held_since.store({}, std::memory_order_relaxed);
  stats_.held.add(std::max(Duration{}, std::min(monotonic_now(), instant) - since));
}

void WorkerSleep::blocked(Duration nap) noexcept {
  const MonotonicTime since = monotonic_now();
  until(since + nap);
  stats_.blocked.add(monotonic_now() - since);
}

}  // namespace spate::stream
