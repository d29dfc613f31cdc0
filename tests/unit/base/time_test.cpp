#include "base/time.hpp"

#include <type_traits>

#include "catch.hpp"

using namespace spate;

namespace {

template <class Left, class Right>
concept comparable = requires(Left left, Right right) {
  left < right;
};
template <class Left, class Right>
concept subtractable = requires(Left left, Right right) {
  left - right;
};
template <class Left, class Right>
concept addable = requires(Left left, Right right) {
  left + right;
};

static_assert(sizeof(Duration) == 8 && sizeof(MonotonicTime) == 8 && sizeof(WallTime) == 8 && sizeof(StreamTime) == 8);
static_assert(!std::is_convertible_v<int, Duration> && !std::is_convertible_v<Duration, MonotonicTime>);
static_assert(!std::is_constructible_v<MonotonicTime, WallTime> && !std::is_constructible_v<StreamTime, WallTime>);
static_assert(comparable<WallTime, WallTime> && !comparable<WallTime, MonotonicTime> &&
              !comparable<WallTime, Duration>);
static_assert(subtractable<WallTime, WallTime> && !subtractable<WallTime, StreamTime>);
static_assert(addable<StreamTime, Duration> && !addable<StreamTime, StreamTime> && !addable<WallTime, StreamTime>);

}  // namespace

TEMPLATE_TEST_CASE("kNever is the maximum", "", Duration, MonotonicTime, WallTime, StreamTime) {
  const TestType never = kNever;
  CHECK(never == kNever);
  CHECK(kNever == never);
  CHECK(never == TestType::max());
  for (const TestType time : {TestType{}, TestType{kDay}, TestType::min(), TestType::max() - Duration{1}}) {
    CHECK(time < kNever);
    CHECK(kNever > time);
    CHECK(time != kNever);
  }
  CHECK_FALSE(never < kNever);
  CHECK(never >= kNever);
}

TEMPLATE_TEST_CASE("a sum beyond the range is kNever", "", Duration, MonotonicTime, WallTime, StreamTime) {
  CHECK(saturating_add(TestType{kDay}, kSecond) == TestType{kDay + kSecond});
  CHECK(saturating_add(TestType{kDay}, -kSecond) == TestType{kDay - kSecond});
  CHECK(saturating_add(TestType{kDay}, kNever) == kNever);
  CHECK(saturating_add(TestType{kNever}, Duration{1}) == kNever);
  CHECK(saturating_add(TestType::max() - kSecond, kSecond) == kNever);
}
