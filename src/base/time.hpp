// Time as std::chrono has it, a type for each origin, and an alarm a thread can sleep on until an absolute instant.
#pragma once

#include <algorithm>
#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace spate {

using Duration = std::chrono::nanoseconds;

// The time of a schedule; its epoch is the schedule's T = 0.
struct StreamClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<StreamClock, Duration>;
  static constexpr bool is_steady = true;
};

using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;  // CLOCK_MONOTONIC
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;       // since the Unix epoch
using StreamTime = StreamClock::time_point;
using LocalTime = std::chrono::local_time<Duration>;  // what the clocks of a zone show

inline constexpr Duration kMicrosecond = std::chrono::microseconds{1};
inline constexpr Duration kMillisecond = std::chrono::milliseconds{1};
inline constexpr Duration kSecond = std::chrono::seconds{1};
inline constexpr Duration kMinute = std::chrono::minutes{1};
inline constexpr Duration kHour = std::chrono::hours{1};
inline constexpr Duration kDay = 24 * kHour;

// Later than every instant, and longer than every length of time: the maximum of each of these types.
struct Never {
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator Duration() const noexcept { return Duration::max(); }
  template <class Clock>
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator std::chrono::time_point<Clock, Duration>() const noexcept {
    return std::chrono::time_point<Clock, Duration>::max();
  }

  friend constexpr bool operator==(Duration a, Never) noexcept { return a == Duration::max(); }
  friend constexpr std::strong_ordering operator<=>(Duration a, Never) noexcept {
    return a.count() <=> Duration::max().count();
  }
  template <class Clock>
  friend constexpr bool operator==(std::chrono::time_point<Clock, Duration> a, Never never) noexcept {
    return a.time_since_epoch() == never;
  }
  template <class Clock>
  friend constexpr std::strong_ordering operator<=>(std::chrono::time_point<Clock, Duration> a, Never never) noexcept {
    return a.time_since_epoch() <=> never;
  }
};
inline constexpr Never kNever{};

// CLOCK_MONOTONIC; comparable between threads, never steps.
[[nodiscard]] MonotonicTime monotonic_now() noexcept;

// CLOCK_REALTIME; may step.
[[nodiscard]] WallTime wall_now() noexcept;

// a + b, or kNever where that is too far.
[[nodiscard]] constexpr Duration saturating_add(Duration a, Duration b) noexcept {
  Duration::rep sum = 0;
  if (__builtin_add_overflow(a.count(), b.count(), &sum)) return kNever;
  return Duration{sum};
}
template <class Clock>
[[nodiscard]] constexpr std::chrono::time_point<Clock, Duration> saturating_add(
    std::chrono::time_point<Clock, Duration> a, Duration b) noexcept {
  return std::chrono::time_point<Clock, Duration>{saturating_add(a.time_since_epoch(), b)};
}

// From T = 0 on.
[[nodiscard]] constexpr Duration since_start(StreamTime time) noexcept { return time.time_since_epoch(); }

[[nodiscard]] constexpr double to_seconds(Duration span) noexcept { return static_cast<double>(span.count()) / 1e9; }
// What poll(2) and librdkafka wait for: rounded up, as waking early would be for nothing, and from 0 to a day.
[[nodiscard]] constexpr int timeout_milliseconds(Duration left) noexcept {
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(std::clamp(left, Duration{}, kDay)).count());
}

[[nodiscard]] constexpr double ratio(Duration part, Duration whole) noexcept {
  return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

// An event that wakes one waiting thread. Any thread may set it. Setting it before the wait is not lost: every wait
// returns at once until clear().
class WakeEvent {
 public:
  // Sleeps until the monotonic instant `deadline` or until rung. True when rung.
  bool sleep_until(MonotonicTime deadline) noexcept;
  void set() noexcept;
  void clear() noexcept;
  [[nodiscard]] bool is_set() const noexcept;

 private:
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  bool set_ = false;
};

}  // namespace spate
