// Monotonic and wall time in nanoseconds, and an alarm a thread can sleep on until an absolute instant.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>

namespace spate {

// Nanoseconds. The names below say since when; they become types of their own once every use has one of them.
using Nanos = std::int64_t;
using Duration = Nanos;       // a length of time
using MonotonicTime = Nanos;  // CLOCK_MONOTONIC
using WallTime = Nanos;       // since the Unix epoch
using StreamTime = Nanos;     // since T = 0 of a schedule

inline constexpr Duration kMicrosecond = 1'000;
inline constexpr Duration kMillisecond = 1'000'000;
inline constexpr Duration kSecond = 1'000'000'000;
inline constexpr Duration kMinute = 60 * kSecond;
inline constexpr Duration kHour = 60 * kMinute;
inline constexpr Duration kDay = 24 * kHour;

// Later than every instant, and longer than every length of time.
inline constexpr Nanos kNever = std::numeric_limits<Nanos>::max();

// CLOCK_MONOTONIC; comparable between threads, never steps.
[[nodiscard]] MonotonicTime monotonic_now() noexcept;

// CLOCK_REALTIME, nanoseconds since the Unix epoch; may step.
[[nodiscard]] WallTime wall_now() noexcept;

// a + b, or kNever where that is too far.
inline constexpr Nanos later(Nanos a, Duration b) noexcept {
  Nanos sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kNever : sum;
}

inline constexpr double to_seconds(Duration span) noexcept { return static_cast<double>(span) / 1e9; }

// Sleeping that another thread can cut short. One thread sleeps, any thread rings; a ring before the sleep is kept,
// so it cannot be missed. After ring() every sleep returns at once until silence().
class Alarm {
 public:
  // Sleeps until the monotonic instant `deadline` or until rung. True when rung.
  bool sleep_until(MonotonicTime deadline) noexcept;
  void ring() noexcept;
  void silence() noexcept;
  [[nodiscard]] bool rung() const noexcept;

 private:
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;
};

}  // namespace spate
