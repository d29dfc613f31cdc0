// Time points of std::chrono with a type per clock, and an event that a thread can wait for until a deadline.
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
using LocalTime = std::chrono::local_time<Duration>;  // wall clock of a zone

inline constexpr Duration kMicrosecond = std::chrono::microseconds{1};
inline constexpr Duration kMillisecond = std::chrono::milliseconds{1};
inline constexpr Duration kSecond = std::chrono::seconds{1};
inline constexpr Duration kMinute = std::chrono::minutes{1};
inline constexpr Duration kHour = std::chrono::hours{1};
inline constexpr Duration kDay = 24 * kHour;

// The maximum of Duration and of each time point type: later than every other value.
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

// a + b, or kNever if the sum overflows.
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

// Time since T = 0.
[[nodiscard]] constexpr Duration since_start(StreamTime time) noexcept { return time.time_since_epoch(); }

[[nodiscard]] constexpr double to_seconds(Duration span) noexcept { return static_cast<double>(span.count()) / 1e9; }
// A timeout for poll(2) and librdkafka, between 0 and one day. Rounds up, because waking early would be useless.
[[nodiscard]] constexpr int timeout_milliseconds(Duration remaining) noexcept {
  return static_cast<int>(
      std::chrono::ceil<std::chrono::milliseconds>(std::clamp(remaining, Duration{}, kDay)).count());
}

[[nodiscard]] constexpr double ratio(Duration part, Duration whole) noexcept {
  return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

// An event that wakes one waiting thread. Any thread may set it. Setting it before the wait is not lost: every wait
// returns at once until clear().
class WakeEvent {
 public:
  // Waits until the event is set or `deadline` has passed. Returns true if the event is set.
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
