#include "stats/heavy_hitters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

constexpr double kSketchError = 1.0 / HeavyHitters::kEntries;

// Four standard errors of the share in the sample.
double sampling_error(double share) {
  return 4 * std::sqrt(share * (1 - share) / static_cast<double>(RecordSampler::kComplete));
}

std::map<std::string, double> shares(const HeavyHitters& keys) {
  std::map<std::string, double> shares;
  for (const KeyShare& key : keys.busiest(HeavyHitters::kEntries)) shares[key.key] = key.share;
  return shares;
}

// Draws ranks from 1 to `ranks` with probabilities proportional to 1 / rank^s.
class Zipf {
 public:
  Zipf(int ranks, double s) {
    for (int rank = 1; rank <= ranks; ++rank) sums_.push_back((rank > 1 ? sums_.back() : 0) + std::pow(rank, -s));
  }
  [[nodiscard]] double share(std::size_t rank) const {
    return (sums_[rank - 1] - (rank > 1 ? sums_[rank - 2] : 0)) / sums_.back();
  }
  std::size_t draw(std::mt19937_64& random) {
    const double at = std::uniform_real_distribution<double>{0, sums_.back()}(random);
    return static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), at) - sums_.begin()) + 1;
  }

 private:
  std::vector<double> sums_;
};

}  // namespace

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

TEST_CASE("the shares of kEntries keys are exact up to kComplete records") {
  HeavyHitters keys;
  constexpr auto kRecords = RecordSampler::kComplete;
  std::map<std::string, double> truth;
  std::mt19937_64 random{7};
  for (std::uint64_t record = 0; record < kRecords; ++record) {
    const auto key = fmt::format("key-{}", random() % HeavyHitters::kEntries);
    truth[key] += 1.0 / static_cast<double>(kRecords);
    keys.count(key);
  }
  const auto counted = shares(keys);
  REQUIRE(counted.size() == truth.size());
  for (const auto& [key, share] : truth) CHECK(counted.at(key) == Approx(share));
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
  CHECK(keys.max_share() >= truth - kSketchError);
  CHECK(keys.busiest(1).at(0).key == "hot");
}

TEST_CASE("with weighted records each share is exact to 1 / kEntries") {
  std::mt19937_64 random{7};
  HeavyHitters keys;
  Zipf zipf{5000, 0.9};
  std::map<std::string, std::uint64_t> weights;
  std::uint64_t total = 0;
  for (int record = 0; record < 200'000; ++record) {
    const auto key = fmt::format("key-{}", zipf.draw(random));
    const std::uint64_t weight = 1 + random() % 100;
    weights[key] += weight;
    total += weight;
    keys.count(key, weight);
  }
  auto counted = shares(keys);
  for (const auto& [key, weight] : weights) {
    const double truth = static_cast<double>(weight) / static_cast<double>(total);
    INFO(key);
    CHECK(counted[key] <= truth + 1e-9);
    CHECK(counted[key] >= truth - kSketchError);
  }
}

TEST_CASE("each key replaces the lightest one") {
  HeavyHitters keys;
  for (std::uint64_t key = 0; key < HeavyHitters::kEntries; ++key) keys.count(fmt::format("key-{}", key), 10 + key);
  keys.count("new", 100);  // replaces key-0
  keys.count("key-1", 50);
  keys.count("newer", 100);  // replaces key-2
  const auto counted = shares(keys);
  CHECK(counted.size() == HeavyHitters::kEntries);
  CHECK(counted.count("key-0") == 0);
  CHECK(counted.count("key-1") == 1);
  CHECK(counted.count("key-2") == 0);
  CHECK(counted.count("key-3") == 1);
  CHECK(counted.at("new") == Approx(counted.at("newer")));
}

TEST_CASE("sampled shares of Zipf's law are within the stated error") {
  Zipf zipf{100'000, 1};
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    std::mt19937_64 random{seed};
    HeavyHitters keys{seed};
    for (int record = 0; record < 500'000; ++record) keys.count(fmt::format("key-{}", zipf.draw(random)));
    const auto busiest = keys.busiest(5);
    REQUIRE(busiest.size() == 5);
    for (std::size_t rank = 1; rank <= 5; ++rank) {
      const double truth = zipf.share(rank);
      INFO("seed " << seed << ", rank " << rank);
      CHECK(busiest[rank - 1].key == fmt::format("key-{}", rank));
      CHECK(busiest[rank - 1].share <= truth + sampling_error(truth));
      CHECK(busiest[rank - 1].share >= truth - sampling_error(truth) - kSketchError);
    }
    CHECK(keys.max_share() == busiest[0].share);
  }
}

TEST_CASE("sampled shares of keys in turn are within the sampling error") {
  for (const int period : {2, 16, 100, 256}) {
    HeavyHitters keys;
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(period));
    for (int key = 0; key < period; ++key) names.push_back(fmt::format("key-{}", key));
    for (std::size_t record = 0; record < 1'000'000; ++record) keys.count(names[record % names.size()]);
    auto counted = shares(keys);
    const double truth = 1.0 / period;
    for (const std::string& name : names) CHECK(counted[name] == Approx(truth).margin(sampling_error(truth)));
  }
}

TEST_CASE("sampled shares of keys in long runs are within the sampling error") {
  HeavyHitters keys;
  for (int record = 0; record < 1'000'000; ++record) keys.count(record < 900'000 ? "early" : "late");
  const auto counted = shares(keys);
  CHECK(counted.at("early") == Approx(0.9).margin(sampling_error(0.9)));
  CHECK(counted.at("late") == Approx(0.1).margin(sampling_error(0.1)));
}

TEST_CASE("a single key has a share of 1") {
  HeavyHitters keys;
  for (int record = 0; record < 1'000'000; ++record) keys.count("only");
  CHECK(keys.max_share() == 1);
}

TEST_CASE("without a busy key the maximum share is at most 1 / kEntries") {
  std::mt19937_64 random{7};
  HeavyHitters all;
  HeavyHitters sampled;
  for (int record = 0; record < 300'000; ++record) {
    const auto key = fmt::format("{}", random());
    all.count(key, 1);
    sampled.count(key);
  }
  CHECK(all.max_share() <= kSketchError);
  CHECK(sampled.max_share() <= kSketchError);
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
