#include "stats/record_sampler.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace spate::stats;

namespace {

constexpr std::uint64_t kSeeds = 200;

double standard_error(double share) {
  return std::sqrt(share * (1 - share) / static_cast<double>(RecordSampler::kComplete));
}

// The share of the records for which `is_in_group(record)` is true, in the sample of `records` records.
template <class Predicate>
double sampled_share(std::uint64_t seed, std::uint64_t records, Predicate is_in_group) {
  RecordSampler sampler{seed};
  std::uint64_t group = 0;
  std::uint64_t total = 0;
  for (std::uint64_t record = 0; record < records; ++record) {
    const auto weight = sampler.next_weight();
    total += weight;
    if (is_in_group(record)) group += weight;
  }
  return static_cast<double>(group) / static_cast<double>(total);
}

}  // namespace

TEST_CASE("the first kComplete records are all in the sample with weight 1") {
  RecordSampler sampler;
  for (std::uint64_t record = 0; record < RecordSampler::kComplete; ++record) REQUIRE(sampler.next_weight() == 1);
}

TEST_CASE("a sample depends on the seed only") {
  RecordSampler first{7};
  RecordSampler same{7};
  RecordSampler other{8};
  int differences = 0;
  for (int record = 0; record < 100'000; ++record) {
    const auto weight = first.next_weight();
    REQUIRE(same.next_weight() == weight);
    differences += other.next_weight() != weight ? 1 : 0;
  }
  CHECK(differences > 1000);
}

TEST_CASE("the expected sum of all weights is the number of records") {
  for (const double records : {20'000.0, 100'000.0, 300'000.0}) {
    double mean = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      RecordSampler sampler{seed};
      std::uint64_t sum = 0;
      for (double record = 0; record < records; ++record) sum += sampler.next_weight();
      mean += static_cast<double>(sum) / records / kSeeds;
    }
    CHECK(mean == Approx(1).margin(4 / std::sqrt(2.0 * RecordSampler::kComplete * kSeeds)));
  }
}

TEST_CASE("the sample grows with the logarithm of the number of records") {
  RecordSampler sampler;
  constexpr double kRecords = 10'000'000;
  constexpr double kComplete = RecordSampler::kComplete;
  double samples = 0;
  for (double record = 0; record < kRecords; ++record) samples += sampler.next_weight() > 0 ? 1 : 0;
  CHECK(samples == Approx(kComplete * (0.58 + std::log(kRecords / kComplete))).epsilon(0.02));
}

TEST_CASE("a period in the records does not match the sample") {
  for (const std::uint64_t period : {2U, 3U, 7U, 16U, 61U, 100U, 256U}) {
    const double share = 1 / static_cast<double>(period);
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const double sampled = sampled_share(seed, 300'000, [&](auto record) { return record % period == 0; });
      INFO("period " << period << ", seed " << seed);
      CHECK(sampled == Approx(share).margin(4 * standard_error(share)));
    }
  }
}

TEST_CASE("the share of a constant group is within its binomial confidence interval in 95 % of the samples") {
  constexpr double kShare = 0.3;
  const double interval = 1.96 * standard_error(kShare) / std::sqrt(2.0);
  int within = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double sampled = sampled_share(seed, 300'000, [](auto record) { return record % 10 < 3; });
    within += std::abs(sampled - kShare) <= interval ? 1 : 0;
  }
  CHECK(within >= 0.9 * kSeeds);
}

TEST_CASE("the share of a group at the end of the run has the stated standard error") {
  constexpr double kShare = 0.1;
  double squares = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double sampled = sampled_share(seed, 300'000, [](auto record) { return record >= 270'000; });
    squares += (sampled - kShare) * (sampled - kShare) / kSeeds;
  }
  CHECK(std::sqrt(squares) < 1.1 * standard_error(kShare));
  CHECK(std::sqrt(squares) > 0.5 * standard_error(kShare));
}
