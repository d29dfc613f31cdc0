#include "base/time.hpp"

#include <ctime>

namespace spate {
namespace {

Duration read(clockid_t clock) noexcept {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds{now.tv_sec} + Duration{now.tv_nsec};
}

}  // namespace

// libstdc++'s steady_clock reads CLOCK_MONOTONIC and its system_clock CLOCK_REALTIME: their time points are comparable.
MonotonicTime monotonic_now() noexcept { return MonotonicTime{read(CLOCK_MONOTONIC)}; }

WallTime wall_now() noexcept { return WallTime{read(CLOCK_REALTIME)}; }

bool WakeEvent::sleep_until(MonotonicTime deadline) noexcept {
  std::unique_lock lock{mutex_};
  return condition_.wait_until(lock, deadline, [this] { return set_; });
}

void WakeEvent::set() noexcept {
  {
    const std::lock_guard lock{mutex_};
    set_ = true;
  }
  condition_.notify_all();
}

void WakeEvent::clear() noexcept {
  const std::lock_guard lock{mutex_};
  set_ = false;
}

bool WakeEvent::is_set() const noexcept {
  const std::lock_guard lock{mutex_};
  return set_;
}

}  // namespace spate
