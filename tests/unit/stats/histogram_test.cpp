#include "stats/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

constexpr Duration kMin = kMicrosecond;
constexpr Duration kMax = 5 * kMinute;
constexpr double kError = 0.016;

// Latencies from 1 us to 5 min, with the same number in each power of ten.
std::vector<Duration> latencies(std::size_t count, unsigned seed) {
  std::mt19937_64 random{seed};
  std::uniform_real_distribution<double> logarithm{std::log(static_cast<double>(kMin.count())),
                                                   std::log(static_cast<double>(kMax.count()))};
  std::vector<Duration> values(count);
  for (Duration& value : values) {
    value = std::clamp(Duration{static_cast<Duration::rep>(std::exp(logarithm(random)))}, kMin, kMax);
  }
  return values;
}

Histogram& recorded(Histogram& histogram, const std::vector<Duration>& values) {
  for (const Duration value : values) histogram.record(value);
  return histogram;
}

double relative_error(Duration seen, Duration truth) { return std::abs(ratio(seen - truth, truth)); }

std::uint64_t at_most(const std::vector<Duration>& sorted, double bound) {
  const auto end = std::upper_bound(sorted.begin(), sorted.end(), Duration{static_cast<Duration::rep>(bound)});
  return static_cast<std::uint64_t>(end - sorted.begin());
}

}  // namespace

TEST_CASE("the quantile of a value from 1 us to 5 min is exact to 1.6 %") {
  auto values = latencies(20'000, 1);
  for (Duration power{1024}; power < kMax; power *= 2)
    values.insert(values.end(), {power - Duration{1}, power, power + Duration{1}});
  values.insert(values.end(), {kMin, kMax - Duration{1}, kMax});
  for (const Duration value : values) {
    // A second, longer value: without it the quantile would be the exact maximum.
    Histogram histogram;
    histogram.record(value);
    histogram.record(kMax);
    INFO(value.count() << " ns");
    REQUIRE(relative_error(histogram.read().quantile(0.5), value) <= kError);
  }
}

TEST_CASE("the quantile of a value below 1 us is exact to 16 ns") {
  for (Duration value{}; value < kMin; value += Duration{1}) {
    Histogram histogram;
    histogram.record(value);
    histogram.record(kMax);
    REQUIRE(std::chrono::abs(histogram.read().quantile(0.5) - value) <= Duration{16});
  }
}

TEST_CASE("buckets are contiguous") {
  for (std::size_t bucket = 0; bucket < latency_buckets::kOverflow; ++bucket) {
    REQUIRE(latency_buckets::bucket_index(latency_buckets::bucket_start(bucket)) == bucket);
    REQUIRE(latency_buckets::bucket_index(latency_buckets::bucket_start(bucket + 1) - 1) == bucket);
  }
}

TEST_CASE("quantiles of random values are exact to 1.6 %") {
  auto values = latencies(10'007, 2);
  Histogram histogram;
  const auto snapshot = recorded(histogram, values).read();
  std::sort(values.begin(), values.end());
  for (const double q : {0.0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = std::max(1.0, std::ceil(q * static_cast<double>(values.size())));
    INFO("quantile " << q);
    CHECK(relative_error(snapshot.quantile(q), values[static_cast<std::size_t>(rank) - 1]) <= kError);
  }
}

TEST_CASE("maximum and sum are exact") {
  const auto values = latencies(10'000, 3);
  Histogram histogram;
  const auto snapshot = recorded(histogram, values).read();
  Duration sum{};
  for (const Duration value : values) sum += value;
  CHECK(snapshot.max() == *std::max_element(values.begin(), values.end()));
  CHECK(snapshot.quantile(1) == snapshot.max());
  CHECK(snapshot.sum_seconds() == to_seconds(sum));
}

TEST_CASE("the sum of minutes of latency over hours does not overflow") {
  Histogram histogram;
  histogram.record(kMax, 1'000'000'000);
  histogram.record(kMax, 1'000'000'000);
  CHECK(histogram.read().sum_seconds() == Approx(2e9 * 300));
}

TEST_CASE("values above 5 min count as overflow and their quantile is the maximum") {
  Histogram histogram;
  histogram.record(kMillisecond, 6);
  histogram.record(kMax + Duration{1});
  histogram.record(3 * kMax);
  const auto snapshot = histogram.read();
  CHECK(snapshot.count() == 8);
  CHECK(snapshot.overflow() == 2);
  CHECK(snapshot.max() == 3 * kMax);
  CHECK(snapshot.count_at_most(kMax) == 6);
  CHECK(relative_error(snapshot.quantile(0.75), kMillisecond) <= kError);
  CHECK(snapshot.quantile(0.76) == 3 * kMax);
}

TEST_CASE("a negative value counts as 0") {
  Histogram histogram;
  histogram.record(Duration{-5});
  CHECK(histogram.read().count() == 1);
  CHECK(histogram.read().max() == Duration{});
  CHECK(histogram.read().quantile(0.5) == Duration{});
  CHECK(histogram.read().sum_seconds() == 0);
}

TEST_CASE("the values of an empty histogram are 0") {
  const auto snapshot = Histogram{}.read();
  CHECK(snapshot.count() == 0);
  CHECK(snapshot.quantile(0.99) == Duration{});
  CHECK(snapshot.count_at_most(kMax) == 0);
}

TEST_CASE("the count up to a bound increases with the bound and is exact to 1.6 % of it") {
  auto values = latencies(5'000, 4);
  Histogram histogram;
  const auto snapshot = recorded(histogram, values).read();
  std::sort(values.begin(), values.end());
  std::uint64_t before = 0;
  for (double bound = 1e3; bound < 3e11; bound *= 1.05) {
    const auto count = snapshot.count_at_most(Duration{static_cast<Duration::rep>(bound)});
    REQUIRE(count >= before);
    REQUIRE(count >= at_most(values, bound / (1 + kError)));
    REQUIRE(count <= at_most(values, bound * (1 + kError)));
    before = count;
  }
}

TEST_CASE("merged snapshots equal one histogram of all values") {
  auto values = latencies(3'000, 5);
  values.push_back(2 * kMax);
  Histogram left, right, together;
  for (std::size_t n = 0; n < values.size(); ++n) {
    (n % 3 == 0 ? left : right).record(values[n]);
    together.record(values[n]);
  }
  HistogramSnapshot merged;
  merged.merge(left.read());
  merged.merge(HistogramSnapshot{});
  merged.merge(right.read());
  const auto expected = together.read();
  CHECK(merged.count() == expected.count());
  CHECK(merged.overflow() == expected.overflow());
  CHECK(merged.max() == expected.max());
  CHECK(merged.sum_seconds() == Approx(expected.sum_seconds()));
  for (const double q : {0.1, 0.5, 0.9, 0.99}) CHECK(merged.quantile(q) == expected.quantile(q));
  CHECK(merged.count_at_most(kSecond) == expected.count_at_most(kSecond));
}

TEST_CASE("snapshots during records never decrease and contain recorded values only") {
  constexpr Duration kLow = kMillisecond, kHigh = 2 * kMillisecond;
  constexpr std::uint64_t kValues = 1'000'000;
  Histogram histogram;
  Thread writer{"writer", [&] {
                  for (std::uint64_t n = 0; n < kValues; ++n) histogram.record(n % 2 == 0 ? kLow : kHigh);
                }};
  for (std::uint64_t before = 0; before < kValues;) {
    const auto snapshot = histogram.read();
    REQUIRE(snapshot.count() >= before);
    before = snapshot.count();
    if (before == 0) continue;
    const auto median = snapshot.quantile(0.5);
    REQUIRE((relative_error(median, kLow) <= kError || relative_error(median, kHigh) <= kError));
    REQUIRE((snapshot.max() == kLow || snapshot.max() == kHigh));
    REQUIRE(snapshot.sum_seconds() >= to_seconds(kLow) * static_cast<double>(before));
  }
}

TEST_CASE("a period excludes earlier values from quantiles, count, sum and maximum") {
  Histogram histogram;
  histogram.record(30 * kSecond, 500);
  histogram.record(10 * kMinute);  // overflow
  const auto before = histogram.begin_period();
  histogram.record(kMillisecond, 99);
  histogram.record(2 * kMillisecond + Duration{1});
  const auto period = histogram.read().since(before);
  CHECK(period.count() == 100);
  CHECK(period.overflow() == 0);
  CHECK(period.max() == 2 * kMillisecond + Duration{1});
  CHECK(relative_error(period.quantile(0.5), kMillisecond) <= kError);
  CHECK(period.sum_seconds() == Approx(0.101).epsilon(1e-6));
  CHECK(histogram.read().max() == 10 * kMinute);
  CHECK(histogram.read().count() == 601);
}

TEST_CASE("a period without records is empty") {
  Histogram histogram;
  histogram.record(kSecond);
  const auto period = histogram.read().since(histogram.begin_period());
  CHECK(period.count() == 0);
  CHECK(period.max() == Duration{});
  CHECK(period.quantile(0.99) == Duration{});
}

TEST_CASE("without begin_period the period contains all values") {
  Histogram histogram;
  const auto values = latencies(1'000, 3);
  const auto whole = recorded(histogram, values).read();
  const auto period = whole.since(HistogramSnapshot{});
  CHECK(period.count() == whole.count());
  CHECK(period.max() == whole.max());
  CHECK(period.quantile(0.9) == whole.quantile(0.9));
}
