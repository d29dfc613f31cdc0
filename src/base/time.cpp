#include "base/time.hpp"

#include <chrono>
#include <ctime>

namespace spate {
namespace {

Nanos read(clockid_t clock) noexcept {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<Nanos>(now.tv_sec) * kSecond + now.tv_nsec;
}

}  // namespace

MonotonicTime monotonic_now() noexcept { return read(CLOCK_MONOTONIC); }

WallTime wall_now() noexcept { return read(CLOCK_REALTIME); }

bool Alarm::sleep_until(MonotonicTime deadline) noexcept {
  // libstdc++'s steady_clock is CLOCK_MONOTONIC, so the instant needs no conversion.
  const std::chrono::steady_clock::time_point instant{std::chrono::nanoseconds{deadline}};
  std::unique_lock lock{mutex_};
  return condition_.wait_until(lock, instant, [this] { return rung_; });
}

void Alarm::ring() noexcept {
  {
    const std::lock_guard lock{mutex_};
    rung_ = true;
  }
  condition_.notify_all();
}

void Alarm::silence() noexcept {
  const std::lock_guard lock{mutex_};
  rung_ = false;
}

bool Alarm::rung() const noexcept {
  const std::lock_guard lock{mutex_};
  return rung_;
}

}  // namespace spate
