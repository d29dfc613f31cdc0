// walk(): continuous, within its range, one series per key, a function of key and time.
#include <cmath>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

double read_number(RecordMaker& maker, std::uint64_t index, WallTime wall) {
  return std::stod(maker.value(index, wall).substr(5));
}

}  // namespace

TEST_CASE("a walk moves at most `step` in the time `every`, and stays in its range") {
  RecordMaker maker{"x: =walk(-10, 40.000, 0.5, by=\"k\", every=1min)\n"};
  REQUIRE(maker.problems == "");
  double min = 1e9;
  double max = -1e9;
  double max_change = 0;
  double previous = read_number(maker, 0, kWall);
  for (int second = 1; second < 200'000; second += 10) {
    const double x = read_number(maker, 1, kWall + static_cast<Duration::rep>(second) * kSecond);
    min = std::min(min, x);
    max = std::max(max, x);
    max_change = std::max(max_change, std::abs(x - previous));
    previous = x;
  }
  CHECK((min >= -10 && max <= 40));
  CHECK(max - min > 25);
  CHECK(max_change <= 0.5 * 10 / 60 + 0.001);  // with rounding
  CHECK(max_change > 0.5 * 10 / 60 / 3);
}

TEST_CASE("a walk turns every 4/3 (max - min) / step times `every` on average") {
  constexpr int kKeys = 20;
  constexpr int kSteps = 10'000;
  RecordMaker maker{"x: =walk(0, 30.0000, 1, by=index())\n"};
  REQUIRE(maker.problems == "");
  int turns = 0;
  for (std::uint64_t key = 0; key < kKeys; ++key) {
    double previous = read_number(maker, key, kWall);
    bool rose = false;
    for (Duration::rep step = 1; step <= kSteps; ++step) {
      const double x = read_number(maker, key, kWall + step * kSecond / 2);
      turns += step > 1 && (x > previous) != rose ? 1 : 0;
      rose = x > previous;
      previous = x;
    }
  }
  CHECK(kKeys * kSteps / 2.0 / turns == Approx(40).epsilon(0.05));
}

TEST_CASE("a walk is a function of key and time alone") {
  RecordMaker maker{"x: =walk(0, 100.00, 1, by=index() % 2)\n"};
  REQUIRE(maker.problems == "");
  CHECK(read_number(maker, 2, kWall) == read_number(maker, 1'000'000, kWall));
  CHECK(read_number(maker, 3, kWall) == read_number(maker, 7, kWall));
  int same = 0;
  for (Duration::rep n = 0; n < 100; ++n)
    same += read_number(maker, 0, kWall + n * kMinute) == read_number(maker, 1, kWall + n * kMinute) ? 1 : 0;
  CHECK(same < 5);
}

TEST_CASE("each walk call has its own series; a key may be text or null; without a key there is one series") {
  RecordMaker maker{
      "a: =walk(0, 100.00, 1, by=\"k\")\nb: =walk(0, 100.00, 1, by=\"k\")\nc: =walk(0, 9, 1, by=maybe(50%, \"x\"))\n"
      "d: =walk(0, 100.00, 1)\n"};
  REQUIRE(maker.problems == "");
  const auto value = maker.value(0);
  CHECK(value.substr(value.find("\"a\":") + 4, 5) != value.substr(value.find("\"b\":") + 4, 5));
  const auto d = [](const std::string& record) { return record.substr(record.find("\"d\":")); };
  CHECK(d(maker.value(1)) == d(maker.value(2)));
}

TEST_CASE("walk rejects invalid arguments") {
  CHECK(evaluate("walk(5, 1, 1)").find("min is above max") != std::string::npos);
  CHECK(evaluate("walk(1, 5, 0)").find("step must be greater than 0") != std::string::npos);
  CHECK(evaluate("walk(0, 1000000000, 0.001, every=366d)").find("the step is so small") != std::string::npos);
  CHECK(evaluate("walk(0, 1, 1, every=0)").find("the duration is out of range: use 1us") != std::string::npos);
  CHECK(evaluate("walk(0, index(), 1)").find("expected a constant number") != std::string::npos);
  CHECK(evaluate("walk(3, 3, 1)") == "3");
}

}  // namespace spate::generator
