#include "stream/worker_sleep.hpp"

#include <algorithm>

namespace spate::stream {

void WorkerSleep::until(MonotonicTime time) noexcept {
  stats_.next_wakeup.store(time, std::memory_order_relaxed);
  if (wake_.sleep_until(time)) return wake_.clear();
  stats_.overslept.add(std::max(Duration{}, monotonic_now() - time));
}

void WorkerSleep::wait_to_catch_up_until(MonotonicTime time) noexcept {
  const MonotonicTime since = monotonic_now();
  stats_.catch_up_wait_since.store(since, std::memory_order_relaxed);
  until(time);
  stats_.catch_up_wait_since.store({}, std::memory_order_relaxed);
  stats_.catch_up_wait.add(std::max(Duration{}, std::min(monotonic_now(), time) - since));
}

void WorkerSleep::back_off(Duration backoff) noexcept {
  const MonotonicTime since = monotonic_now();
  until(since + backoff);
  stats_.blocked.add(monotonic_now() - since);
}

}  // namespace spate::stream
