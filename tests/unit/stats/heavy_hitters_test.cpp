#include "stats/heavy_hitters.hpp"

#include <fmt/format.h>

#include <random>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

TEST_CASE("without records no key has a share") {
  const HeavyHitters keys;
  CHECK(keys.max_share() == 0);
  CHECK(keys.busiest(5).empty());
}

TEST_CASE("the shares of three keys are exact") {
  HeavyHitters keys;
  keys.count("a", 6);
  keys.count("b", 3);
  keys.count("c", 1);
  keys.count("b", 0);
  CHECK(keys.max_share() == Approx(0.6));
  const auto busiest = keys.busiest(2);
  REQUIRE(busiest.size() == 2);
  CHECK(busiest[0].key == "a");
  CHECK(busiest[1].key == "b");
  CHECK(busiest[1].share == Approx(0.3));
}

TEST_CASE("the share of a busy key among a million keys is exact to 1 / kEntries") {
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> unit;
  HeavyHitters keys;
  constexpr int kRecords = 1'000'000;
  int hot = 0;
  for (int record = 0; record < kRecords; ++record) {
    const bool is_hot = unit(random) < 0.05;
    hot += is_hot ? 1 : 0;
    keys.count(is_hot ? "hot" : fmt::format("key-{}", random()), 1);
  }
  const double truth = static_cast<double>(hot) / kRecords;
  CHECK(keys.max_share() <= truth);
  CHECK(keys.max_share() >= truth - 1.0 / HeavyHitters::kEntries);
  CHECK(keys.busiest(1).at(0).key == "hot");
}

TEST_CASE("without a busy key the maximum share is at most 1 / kEntries") {
  std::mt19937_64 random{7};
  HeavyHitters keys;
  for (int record = 0; record < 100'000; ++record) keys.count(fmt::format("{}", random()), 1);
  CHECK(keys.max_share() <= 1.0 / HeavyHitters::kEntries);
}

TEST_CASE("long keys and keys with zero bytes are distinct and truncated for display") {
  HeavyHitters keys;
  const std::string long_key(200, 'x');
  keys.count(long_key + "1", 5);
  keys.count(long_key + "2", 3);
  keys.count(std::string_view{"\0", 1}, 2);
  keys.count("", 1);
  const auto busiest = keys.busiest(9);
  REQUIRE(busiest.size() == 4);
  CHECK(busiest[0].key == std::string(HeavyHitters::kMaxKeyBytes, 'x'));
  CHECK(busiest[2].key == std::string(1, '\0'));
}
