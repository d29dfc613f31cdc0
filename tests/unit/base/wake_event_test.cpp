#include <atomic>
#include <limits>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "catch.hpp"

using namespace spate;

// Long enough that a lost event makes the test fail after 1 min.
static MonotonicTime distant_deadline() { return monotonic_now() + kMinute; }

TEST_CASE("an event before the wait is not lost") {
  WakeEvent event;
  event.set();
  CHECK(event.is_set());
  CHECK(event.sleep_until(distant_deadline()));
}

TEST_CASE("after set() every wait returns immediately until clear()") {
  WakeEvent event;
  event.set();
  for (int round = 0; round < 3; ++round) CHECK(event.sleep_until(distant_deadline()));
  event.clear();
  CHECK_FALSE(event.is_set());
  CHECK_FALSE(event.sleep_until(monotonic_now()));
}

TEST_CASE("a wait without an event returns at its deadline") {
  WakeEvent event;
  const MonotonicTime deadline = monotonic_now() + kMillisecond;
  CHECK_FALSE(event.sleep_until(deadline));
  CHECK(monotonic_now() >= deadline);
}

TEST_CASE("a wait with a deadline in the past returns immediately") {
  WakeEvent event;
  for (const MonotonicTime deadline :
       {monotonic_now() - Duration{1}, MonotonicTime{}, MonotonicTime{Duration{-1}}, MonotonicTime::min()}) {
    CHECK_FALSE(event.sleep_until(deadline));
  }
}

TEST_CASE("another thread ends a wait, even without a deadline") {
  for (const MonotonicTime deadline : {distant_deadline(), MonotonicTime::max()}) {
    WakeEvent event;
    std::atomic<bool> woken{false};
    Thread sleeper{"sleeper", [&] { woken = event.sleep_until(deadline); }};
    event.set();
    sleeper.join();
    CHECK(woken);
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
