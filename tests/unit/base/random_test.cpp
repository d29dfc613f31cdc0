#include "base/random.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;

namespace {

constexpr std::uint64_t kDraws = 200'000;

// The draw of record `index` of a stream at one site.
std::uint64_t bits_at(std::uint64_t index, std::uint64_t site, std::string_view stream = "orders",
                      std::uint64_t seed = 42) {
  return random::draw(random::record_state(random::stream_state(seed, stream), index), site);
}

double chi_square(const std::vector<std::uint64_t>& counts, double expected) {
  double sum = 0;
  for (const auto count : counts) sum += std::pow(static_cast<double>(count) - expected, 2) / expected;
  return sum;
}

// The statistic has mean k, its degrees of freedom, and variance 2k: chance does not reach five deviations.
double max_chi_square(std::size_t cells) {
  const auto freedom = static_cast<double>(cells - 1);
  return freedom + 5 * std::sqrt(2 * freedom);
}

// Pearson's correlation coefficient of two series of uniform values.
template <class First, class Second>
double correlation(First first, Second second) {
  double sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
  for (std::uint64_t n = 0; n < kDraws; ++n) {
    const double x = random::uniform_01(first(n));
    const double y = random::uniform_01(second(n));
    sum_x += x;
    sum_y += y;
    sum_xx += x * x;
    sum_yy += y * y;
    sum_xy += x * y;
  }
  const auto count = static_cast<double>(kDraws);
  const double covariance = sum_xy - sum_x * sum_y / count;
  return covariance / std::sqrt((sum_xx - sum_x * sum_x / count) * (sum_yy - sum_y * sum_y / count));
}

// For independent series it is normal with a standard deviation of 1 / sqrt(draws).
const double kNoCorrelation = 5 / std::sqrt(static_cast<double>(kDraws));

}  // namespace

TEST_CASE("a draw below a range is uniform over it") {
  for (const std::uint64_t range : {2U, 3U, 7U, 20U, 100U, 1000U}) {
    std::vector<std::uint64_t> counts(range);
    for (std::uint64_t n = 0; n < kDraws; ++n) ++counts.at(random::uniform_below(bits_at(n, 1), range));
    INFO("range " << range);
    CHECK(chi_square(counts, static_cast<double>(kDraws) / static_cast<double>(range)) < max_chi_square(range));
  }
}

TEST_CASE("a draw below a range never reaches it") {
  constexpr auto kAllOnes = ~std::uint64_t{0};
  for (const std::uint64_t range : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{1} << 32U, kAllOnes}) {
    CHECK(random::uniform_below(0, range) == 0);
    CHECK(random::uniform_below(kAllOnes, range) == range - 1);
  }
}

TEST_CASE("a draw from the unit interval is uniform and never 1") {
  CHECK(random::uniform_01(0) == 0.0);
  CHECK(random::uniform_01(~std::uint64_t{0}) < 1.0);
  std::vector<std::uint64_t> counts(128);
  for (std::uint64_t n = 0; n < kDraws; ++n)
    ++counts.at(static_cast<std::size_t>(random::uniform_01(bits_at(n, 1)) * 128));
  CHECK(chi_square(counts, static_cast<double>(kDraws) / 128) < max_chi_square(128));
}

TEST_CASE("every bit of a draw is set half of the time") {
  std::vector<std::uint64_t> set(64);
  for (std::uint64_t n = 0; n < kDraws; ++n) {
    for (unsigned bit = 0; bit < 64; ++bit) set[bit] += (bits_at(n, 1) >> bit) & 1U;
  }
  const double half = static_cast<double>(kDraws) / 2;
  for (const auto count : set) CHECK(std::abs(static_cast<double>(count) - half) < 5 * std::sqrt(half / 2));
}

TEST_CASE("draws of different sites, adjacent records, streams and seeds are independent") {
  const auto here = [](std::uint64_t n) { return bits_at(n, 1); };
  CHECK(std::abs(correlation(here, [](std::uint64_t n) { return bits_at(n, 2); })) < kNoCorrelation);
  CHECK(std::abs(correlation(here, [](std::uint64_t n) { return bits_at(n + 1, 1); })) < kNoCorrelation);
  CHECK(std::abs(correlation(here, [](std::uint64_t n) { return bits_at(n, 1, "orderr"); })) < kNoCorrelation);
  CHECK(std::abs(correlation(here, [](std::uint64_t n) { return bits_at(n, 1, "orders", 43); })) < kNoCorrelation);
}

TEST_CASE("draws at two sites of one record are uniform over the unit square") {
  std::vector<std::uint64_t> counts(std::size_t{32} * 32);
  for (std::uint64_t n = 0; n < kDraws; ++n) {
    ++counts.at(random::uniform_below(bits_at(n, 7), 32) * 32 + random::uniform_below(bits_at(n, 8), 32));
  }
  CHECK(chi_square(counts, static_cast<double>(kDraws) / 1024) < max_chi_square(1024));
}

TEST_CASE("one changed bit of index or site changes half of the bits of a draw") {
  constexpr std::uint64_t kSamples = 2'000;
  for (unsigned bit = 0; bit < 64; ++bit) {
    const auto flip = std::uint64_t{1} << bit;
    double by_index = 0, by_site = 0;
    for (std::uint64_t n = 0; n < kSamples; ++n) {
      by_index += std::popcount(bits_at(n, n) ^ bits_at(n ^ flip, n));
      by_site += std::popcount(bits_at(n, n) ^ bits_at(n, n ^ flip));
    }
    // 64 coins have mean 32 and deviation 4. The mean of the samples has deviation 4 / sqrt(samples).
    const double max = 5 * 4 / std::sqrt(static_cast<double>(kSamples));
    INFO("bit " << bit);
    CHECK(std::abs(by_index / kSamples - 32) < max);
    CHECK(std::abs(by_site / kSamples - 32) < max);
  }
}

TEST_CASE("the same seed, stream, index and site draw the same bits in any order") {
  std::vector<std::uint64_t> forwards;
  for (std::uint64_t n = 0; n < 100; ++n) forwards.push_back(bits_at(n, 3));
  for (std::uint64_t n = 100; n-- > 0;) CHECK(bits_at(n, 3) == forwards[n]);
}
