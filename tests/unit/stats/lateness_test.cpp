#include "stats/lateness.hpp"

#include "catch.hpp"

namespace spate::stats {

TEST_CASE("lateness is counted by inclusive upper bound and above the last bound") {
  LatenessHistogram histogram;
  for (const Duration lateness : {Duration{}, Duration{1}, kSecond, kSecond + Duration{1}, 5 * kMinute, 3 * kDay})
    histogram.record(lateness);
  const auto snapshot = histogram.read();
  CHECK(snapshot.count == 6);
  CHECK(snapshot.at_most[0] == 1);  // 0
  CHECK(snapshot.at_most[1] == 3);  // 1 s
  CHECK(snapshot.at_most[2] == 4);  // 2 s
  CHECK(snapshot.at_most[8] == 5);  // 5 min
  CHECK(snapshot.at_most.back() == 5);
  CHECK(snapshot.sum_seconds == Approx(2 + 300 + 3 * 86'400));
}

TEST_CASE("a lateness histogram without records is 0") {
  const auto snapshot = LatenessHistogram{}.read();
  CHECK(snapshot.count == 0);
  CHECK(snapshot.sum_seconds == 0);
}

}  // namespace spate::stats
