// Poisson arrivals: the gaps are exponential and independent at every scale, and a place does not depend on how it is
// computed.
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "catch.hpp"
#include "pacing/gamma_draws.hpp"
#include "pacing/poisson_process.hpp"
#include "statistics.hpp"

using namespace spate;
using namespace spate::pacing;

namespace {

double in_gaps(Uint128 place) { return static_cast<double>(static_cast<long double>(place) * 0x1.0p-60L); }

// `count` gaps, one every `step` records, from record `first` on.
std::vector<double> gaps(const PoissonProcess& process, std::uint64_t first, std::size_t count,
                         std::uint64_t step = 1) {
  PoissonCursor cursor{process};
  std::vector<double> all;
  for (auto n = first; all.size() < count; n += step) {
    const Uint128 begin = cursor.place(n);
    all.push_back(in_gaps(cursor.place(n + 1) - begin));
  }
  return all;
}

double exponential(double x) { return 1 - std::exp(-x); }

// Records in each of `count` intervals of this length, from the place of record `first` on.
std::vector<double> counts(const PoissonProcess& process, std::uint64_t first, double length, std::size_t count) {
  const Uint128 begin = process.place(first);
  const auto step = static_cast<Uint128>(length * 0x1.0p60);
  std::vector<double> all;
  auto before = process.count_before(begin);
  for (std::size_t i = 1; i <= count; ++i) {
    const auto until = process.count_before(begin + step * i);
    all.push_back(static_cast<double>(until - before));
    before = until;
  }
  return all;
}

}  // namespace

TEST_CASE("a gamma variate has the mean, variance and skewness of its shape") {
  for (const double shape : {16.0, 1024.0, 0x1.0p19, 0x1.0p21, 0x1.0p50}) {
    INFO("shape " << shape);
    Draws draws{7};
    std::vector<double> sample;
    std::vector<double> cubes;
    for (int i = 0; i < 100'000; ++i) {
      const double x = (gamma_variate(shape, draws) - shape) / std::sqrt(shape);
      sample.push_back(x);
      cubes.push_back(x * x * x);
    }
    CHECK(std::abs(mean_of(sample)) < 0.01);
    CHECK(std::abs(variance_of(sample) - 1) < 0.02);
    CHECK(std::abs(mean_of(cubes) - 2 / std::sqrt(shape)) < 0.05);
    // Wilson and Hilferty's normal approximation (1931), within 1e-3 from 16 on.
    CHECK(kolmogorov_smirnov(sample, [&](double x) {
            const double root = std::cbrt(std::max(0.0, 1 + x / std::sqrt(shape)));
            return 0.5 * std::erfc(-(root - (1 - 1 / (9 * shape))) * std::sqrt(9 * shape / 2));
          }) < 1.95);
  }
}

TEST_CASE("a symmetric beta variate has the moments of its shape") {
  for (const double shape : {1.0, 1.5, 16.0, 4096.0, 0x1.0p40}) {
    INFO("shape " << shape);
    Draws draws{8};
    std::vector<double> sample;
    std::vector<double> fourths;
    const double deviation = 1 / std::sqrt(4 * (2 * shape + 1));
    for (int i = 0; i < 100'000; ++i) {
      const double x = (symmetric_beta_variate(shape, draws) - 0.5) / deviation;
      sample.push_back(x);
      fourths.push_back(x * x * x * x);
    }
    CHECK(std::abs(mean_of(sample)) < 0.015);
    CHECK(std::abs(variance_of(sample) - 1) < 0.02);
    CHECK(std::abs(mean_of(fourths) - (3 - 6 / (2 * shape + 3))) < 0.12);
    if (shape == 1) CHECK(kolmogorov_smirnov(sample, [&](double x) { return 0.5 + x * deviation; }) < 1.95);
  }
}

TEST_CASE("gaps are exponential with mean 1: the first ones, those after 10^12, and between halves") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const PoissonProcess process{seed};
    for (const auto& [first, step] : std::map<std::uint64_t, std::uint64_t>{
             {0, 1}, {15, 16}, {1'023, 1'024}, {(1ULL << 20U) - 1, 1ULL << 20U}, {1'000'000'000'000, 1}}) {
      INFO("seed " << seed << ", from record " << first << " every " << step);
      const auto sample = gaps(process, first, 20'000, step);
      CHECK(std::abs(mean_of(sample) - 1) < 0.025);
      CHECK(std::abs(variance_of(sample) - 1) < 0.08);
      CHECK(kolmogorov_smirnov(sample, exponential) < 1.95);
    }
  }
}

TEST_CASE("gaps are independent of earlier gaps") {
  const PoissonProcess process{4};
  const auto all = gaps(process, 1'000'000, 200'000);
  for (const std::ptrdiff_t lag : {1, 2, 15, 16, 17, 64, 1'024}) {
    INFO("lag " << lag);
    CHECK(std::abs(correlation({all.begin(), all.end() - lag}, {all.begin() + lag, all.end()})) < 3.3);
  }
  // Chi-square of the quartiles of a gap against those of the next: 9 degrees of freedom, 27.9 in 1 of 1,000.
  std::map<std::pair<int, int>, double> seen;
  const auto quartile = [](double gap) { return static_cast<int>(4 * exponential(gap)); };
  for (std::size_t i = 0; i + 1 < all.size(); i += 2) ++seen[{quartile(all[i]), quartile(all[i + 1])}];
  const double expected = static_cast<double>(all.size()) / 32;
  double chi_square = 0;
  for (int first = 0; first < 4; ++first)
    for (int next = 0; next < 4; ++next)
      chi_square += (seen[{first, next}] - expected) * (seen[{first, next}] - expected) / expected;
  CHECK(chi_square < 37.7);  // 15 degrees of freedom, because the quartiles are given
}

TEST_CASE("the number of records in an interval of any length is Poisson-distributed") {
  for (const double length : {0.5, 4.0, 64.0, 4'096.0, 1'000'000.0}) {
    INFO("intervals of " << length);
    const auto sample = counts(PoissonProcess{5}, 300, length, 20'000);
    const double deviation = std::sqrt(length / 20'000);
    CHECK(std::abs(mean_of(sample) - length) < 3.3 * deviation);
    // The variance of a sample's variance is about (2 + 1 / mean) mean^2 / n.
    CHECK(std::abs(variance_of(sample) / length - 1) < 3.3 * std::sqrt((2 + 1 / length) / 20'000));
    CHECK(std::abs(correlation({sample.begin(), sample.end() - 1}, {sample.begin() + 1, sample.end()})) < 3.3);
  }
  // Chi-square against the distribution with mean 4, with 12 and more combined: 12 degrees of freedom.
  const auto sample = counts(PoissonProcess{6}, 0, 4, 50'000);
  std::vector<double> seen(13);
  for (const double count : sample) ++seen[static_cast<std::size_t>(std::min(count, 12.0))];
  double probability = std::exp(-4.0);
  double rest = 1;
  double chi_square = 0;
  for (std::size_t k = 0; k < seen.size(); ++k, probability *= 4 / static_cast<double>(k)) {
    const double expected = 50'000 * (k + 1 < seen.size() ? probability : rest);
    chi_square += (seen[k] - expected) * (seen[k] - expected) / expected;
    rest -= probability;
  }
  CHECK(chi_square < 32.9);
}

TEST_CASE("a place is the same in sequence, after a jump and alone") {
  const PoissonProcess process{9};
  PoissonCursor cursor{process};
  for (std::uint64_t n = 0; n < 5'000; ++n) REQUIRE(cursor.place(n) == process.place(n));
  std::mt19937_64 random{9};
  for (int jump = 0; jump < 300; ++jump) {
    const auto from = random() >> (random() % 64);
    for (auto n = from; n < from + random() % 60; ++n) REQUIRE(cursor.place(n) == process.place(n));
  }
}

TEST_CASE("places never decrease, and count_before is the number of records before a place") {
  const PoissonProcess process{10};
  std::mt19937_64 random{10};
  std::vector<std::uint64_t> indexes(2'000);
  std::iota(indexes.begin(), indexes.end(), 0U);
  for (std::uint64_t n = 10'000; n <= 1'000'000'000'000'000'000; n *= 10) indexes.insert(indexes.end(), {n - 1, n});
  for (unsigned power = 4; power < 64; ++power) indexes.insert(indexes.end(), {(1ULL << power) - 1, 1ULL << power});
  for (int more = 0; more < 2'000; ++more) indexes.push_back(random() >> (random() % 60));
  std::sort(indexes.begin(), indexes.end());
  Uint128 before = 0;
  for (const auto n : indexes) {
    INFO("record " << n);
    const Uint128 place = process.place(n);
    REQUIRE(place >= before);
    REQUIRE(process.count_before(place) <= n);
    REQUIRE(process.count_before(place + 1) > n);
    REQUIRE(process.place(n + 1) >= place);
    before = place;
  }
  CHECK(process.place(0) == 0);
  CHECK(process.count_before(0) == 0);
}

TEST_CASE("the long-run mean is one record per unit") {
  for (const std::uint64_t seed : {11U, 12U, 13U}) {
    const PoissonProcess process{seed};
    for (std::uint64_t n = 1'000'000; n <= 1'000'000'000'000'000; n *= 1'000)
      CHECK(std::abs(in_gaps(process.place(n)) / static_cast<double>(n) - 1) < 4 / std::sqrt(static_cast<double>(n)));
  }
}

TEST_CASE("each state has different gaps") {
  const auto first = gaps(PoissonProcess{1}, 0, 50'000);
  const auto second = gaps(PoissonProcess{2}, 0, 50'000);
  CHECK(std::abs(correlation(first, second)) < 3.3);
}

TEST_CASE("places have the same bits on every machine") {
  const PoissonProcess process{42};
  CHECK(static_cast<std::uint64_t>(process.place(1) >> 8U) == 0x14d6424326e3e0);
  CHECK(static_cast<std::uint64_t>(process.place(1'000) >> 20U) == 0x41b0d5664183a);
  CHECK(static_cast<std::uint64_t>(process.place(1'000'000'000'000) >> 50U) == 0x3a352cd98d61a);
}
