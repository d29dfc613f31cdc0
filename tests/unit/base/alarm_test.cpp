#include <atomic>
#include <limits>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "catch.hpp"

using namespace spate;

// Far enough that a lost ring shows as a test that took a minute and failed.
static MonotonicTime far_away() { return monotonic_now() + kMinute; }

TEST_CASE("an event before the wait is not lost") {
  WakeEvent alarm;
  alarm.set();
  CHECK(alarm.is_set());
  CHECK(alarm.sleep_until(far_away()));
}

TEST_CASE("after set() every wait returns at once until clear()") {
  WakeEvent alarm;
  alarm.set();
  for (int time = 0; time < 3; ++time) CHECK(alarm.sleep_until(far_away()));
  alarm.clear();
  CHECK_FALSE(alarm.is_set());
  CHECK_FALSE(alarm.sleep_until(monotonic_now()));
}

TEST_CASE("a wait without an event ends at its deadline") {
  WakeEvent alarm;
  const MonotonicTime deadline = monotonic_now() + kMillisecond;
  CHECK_FALSE(alarm.sleep_until(deadline));
  CHECK(monotonic_now() >= deadline);
}

TEST_CASE("a deadline in the past returns at once") {
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

TEST_CASE("the monotonic clock never goes back") {
  MonotonicTime before = monotonic_now();
  for (int reading = 0; reading < 10'000; ++reading) {
    const MonotonicTime now = monotonic_now();
    REQUIRE(now >= before);
    before = now;
  }
}
