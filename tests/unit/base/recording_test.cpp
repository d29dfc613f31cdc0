#include "base/recording.hpp"

#include <vector>

#include "catch.hpp"

using namespace spate;

namespace {

Recording recorded(const std::vector<Duration::rep>& instants) {
  Recording recording;
  for (const auto instant : instants) CHECK(recording.add(WallTime{Duration{instant}}));
  return recording;
}

}  // namespace

TEST_CASE("times of a recording are relative to the first record") {
  const auto recording = recorded({1000, 1500, 1500, 4000});
  CHECK(recording.records() == 4);
  CHECK(recording.time_of(0) == Duration{0});
  CHECK(recording.time_of(2) == Duration{500});
  CHECK(recording.time_of(3) == Duration{3000});
  CHECK(recording.count_by(Duration{-1}) == 0);
  CHECK(recording.count_by(Duration{0}) == 1);
  CHECK(recording.count_by(Duration{499}) == 1);
  CHECK(recording.count_by(Duration{500}) == 3);
  CHECK(recording.count_by(Duration{1'000'000}) == 4);
  CHECK(recording.out_of_order_count() == 0);
}

TEST_CASE("an out-of-order record gets the latest time before it") {
  const auto recording = recorded({1000, 3000, 2000, 500, 3500});
  CHECK(recording.time_of(2) == Duration{2000});
  CHECK(recording.time_of(3) == Duration{2000});
  CHECK(recording.time_of(4) == Duration{2500});
  CHECK(recording.out_of_order_count() == 2);
}

TEST_CASE("the span of a recording includes one mean gap after the last record") {
  CHECK(recorded({0, 10, 20, 60}).span() == Duration{80});
  CHECK(recorded({0, 1}).span() == Duration{2});
  CHECK(recorded({0, 0, 1}).span() == Duration{2});  // half a nanosecond, rounded up
  CHECK(recorded({7, 7, 7}).span() == Duration{0});
  CHECK(recorded({7}).span() == Duration{0});
}

TEST_CASE("times of a recording beyond 292 years are clamped") {
  const auto recording = recorded({-9'000'000'000'000'000'000, 9'000'000'000'000'000'000, -8'999'999'999'999'999'000});
  CHECK(recording.time_of(1) == Duration{0});
  CHECK(recording.time_of(2) == Duration{1000});
}
