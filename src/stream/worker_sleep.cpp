#include "stream/worker_sleep.hpp"

#include <algorithm>

namespace spate::stream {

void WorkerSleep::until(MonotonicTime instant) noexcept {
  stats_.next_wakeup.store(instant, std::memory_order_relaxed);
  if (alarm_.sleep_until(instant)) return alarm_.clear();
  stats_.overslept.add(std::max(Duration{}, monotonic_now() - instant));
}

void WorkerSleep::wait_to_catch_up_until(MonotonicTime instant) noexcept {
  const MonotonicTime since = monotonic_now();
  stats_.catch_up_wait_since.store(since, std::memory_order_relaxed);
  until(instant);
  stats_.catch_up_wait_since.store({}, std::memory_order_relaxed);
  stats_.catch_up_wait.add(std::max(Duration{}, std::min(monotonic_now(), instant) - since));
}

void WorkerSleep::blocked(Duration nap) noexcept {
  const MonotonicTime since = monotonic_now();
  until(since + nap);
  stats_.blocked.add(monotonic_now() - since);
}

}  // namespace spate::stream
