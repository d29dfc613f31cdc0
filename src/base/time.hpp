// Monotonic and wall time in nanoseconds, and an alarm a thread can sleep on until an absolute instant.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>

namespace spate {

// A length of time, or an instant of the monotonic clock, in nanoseconds.
using Nanos = std::int64_t;

inline constexpr Nanos kMicrosecond = 1'000;
inline constexpr Nanos kMillisecond = 1'000'000;
inline constexpr Nanos kSecond = 1'000'000'000;
inline constexpr Nanos kMinute = 60 * kSecond;

// CLOCK_MONOTONIC; comparable between threads, never steps.
[[nodiscard]] Nanos monotonic_now() noexcept;

// CLOCK_REALTIME, nanoseconds since the Unix epoch; may step.
[[nodiscard]] Nanos wall_now() noexcept;

// a + b, or the farthest instant there is.
inline constexpr Nanos later(Nanos a, Nanos b) noexcept {
  Nanos sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<Nanos>::max() : sum;
}

inline constexpr double to_seconds(Nanos span) noexcept { return static_cast<double>(span) / 1e9; }

// Sleeping that another thread can cut short. One thread sleeps, any thread rings; a ring before the sleep is kept,
// so it cannot be missed. After ring() every sleep returns at once until silence().
class Alarm {
 public:
  // Sleeps until the monotonic instant `deadline` or until rung. True when rung.
  bool sleep_until(Nanos deadline) noexcept;
  void ring() noexcept;
  void silence() noexcept;
  [[nodiscard]] bool rung() const noexcept;

 private:
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;
};

}  // namespace spate
