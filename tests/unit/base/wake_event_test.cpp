#include <atomic>
#include <limits>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "catch.hpp"

using namespace spate;

// Long enough that a lost event makes the test fail after 1 min.
static MonotonicTime far_away() { return monotonic_now() + kMinute; }

TEST_CASE("an event before the wait is not lost") {
  WakeEvent alarm;
  alarm.set();
  CHECK(alarm.is_set());
  CHECK(alarm.sleep_until(far_away()));
}

TEST_CASE("after set() every wait returns immediately until clear()") {
  WakeEvent alarm;
  alarm.set();
  for (int time = 0; time < 3; ++time) CHECK(alarm.sleep_until(far_away()));
  alarm.clear();
  CHECK_FALSE(alarm.is_set());
  CHECK_FALSE(alarm.sleep_until(monotonic_now()));
}

TEST_CASE("a wait without an event returns at its deadline") {
  WakeEvent alarm;
  const MonotonicTime deadline = monotonic_now() + kMillisecond;
  CHECK_FALSE(alarm.sleep_until(deadline));
  CHECK(monotonic_now() >= deadline);
}

TEST_CASE("a wait with a deadline in the past returns immediately") {
  WakeEvent alarm;
  for (const MonotonicTime deadline :
       {monotonic_now() - Duration{1}, MonotonicTime{}, MonotonicTime{Duration{-1}}, MonotonicTime::min()}) {
    CHECK_FALSE(alarm.sleep_until(deadline));
  }
}

TEST_CASE("another thread ends a wait, even without a deadline") {
  for (const MonotonicTime deadline : {far_away(), MonotonicTime::max()}) {
    WakeEvent alarm;
    std::atomic<bool> rung{false};
    Thread sleeper{"sleeper", [&] { rung = alarm.sleep_until(deadline); }};
    alarm.set();
    sleeper.join();
    CHECK(rung);
  }
}

TEST_CASE("the monotonic clock never decreases") {
  MonotonicTime before = monotonic_now();
  for (int reading = 0; reading < 10'000; ++reading) {
    const MonotonicTime now = monotonic_now();
    REQUIRE(now >= before);
    before = now;
  }
}
