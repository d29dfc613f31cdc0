#include "base/recording.hpp"

#include <vector>

#include "catch.hpp"

using namespace spate;

namespace {

Recording recorded(const std::vector<Nanos>& instants) {
  Recording recording;
  for (const Nanos instant : instants) CHECK(recording.add(instant));
  return recording;
}

}  // namespace

TEST_CASE("times count from the first record") {
  const auto recording = recorded({1000, 1500, 1500, 4000});
  CHECK(recording.records() == 4);
  CHECK(recording.time_of(0) == 0);
  CHECK(recording.time_of(2) == 500);
  CHECK(recording.time_of(3) == 3000);
  CHECK(recording.count_by(-1) == 0);
  CHECK(recording.count_by(0) == 1);
  CHECK(recording.count_by(499) == 1);
  CHECK(recording.count_by(500) == 3);
  CHECK(recording.count_by(1'000'000) == 4);
  CHECK(recording.went_back() == 0);
}

TEST_CASE("a record before its predecessors comes together with the latest of them") {
  const auto recording = recorded({1000, 3000, 2000, 500, 3500});
  CHECK(recording.time_of(2) == 2000);
  CHECK(recording.time_of(3) == 2000);
  CHECK(recording.time_of(4) == 2500);
  CHECK(recording.went_back() == 2);
}

TEST_CASE("a second run through the file begins a mean gap after the last record") {
  CHECK(recorded({0, 10, 20, 60}).span() == 80);
  CHECK(recorded({0, 1}).span() == 2);
  CHECK(recorded({0, 0, 1}).span() == 2);  // half a nanosecond, rounded up
  CHECK(recorded({7, 7, 7}).span() == 0);
  CHECK(recorded({7}).span() == 0);
}

TEST_CASE("instants too far apart to be told stand still") {
  const auto recording = recorded({-9'000'000'000'000'000'000, 9'000'000'000'000'000'000, -8'999'999'999'999'999'000});
  CHECK(recording.time_of(1) == 0);
  CHECK(recording.time_of(2) == 1000);
}
