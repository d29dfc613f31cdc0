// Continuous distributions by the Kolmogorov-Smirnov test, and hot() by its shares. The seed is fixed, so the results
// never change.
#include <algorithm>
#include <cmath>
#include <functional>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr int kDraws = 20'000;

std::vector<double> draw_values(const std::string& expression) {
  RecordMaker maker{"x: =" + expression + "\n"};
  REQUIRE(maker.problems == "");
  std::vector<double> values;
  for (std::uint64_t n = 0; n < kDraws; ++n) values.push_back(std::stod(maker.value(n).substr(5)));
  return values;
}

// The Kolmogorov-Smirnov statistic: the largest distance between the draws and their distribution function, times
// sqrt(n). It exceeds 1.95 with a probability of 0.001.
double ks_distance(const std::string& expression, const std::function<double(double)>& cdf) {
  auto values = draw_values(expression);
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (std::size_t n = 0; n < values.size(); ++n) {
    const double share = cdf(values[n]);
    distance = std::max({distance, std::abs(share - static_cast<double>(n) / kDraws),
                         std::abs(share - static_cast<double>(n + 1) / kDraws)});
  }
  return distance * std::sqrt(kDraws);
}

double normal_cdf(double x) { return std::erfc(-x / std::sqrt(2)) / 2; }

}  // namespace

TEST_CASE("float and decimal are uniform") {
  CHECK(ks_distance("float(-2, 3)", [](double x) { return (x + 2) / 5; }) < 1.95);
  CHECK(ks_distance("decimal(-2, 3, 9)", [](double x) { return (x + 2) / 5; }) < 1.95);
}

TEST_CASE("normal, lognormal, exponential and pareto match their distribution functions") {
  CHECK(ks_distance("normal(-5, 2.5, 9)", [](double x) { return normal_cdf((x + 5) / 2.5); }) < 1.95);
  CHECK(ks_distance("lognormal(120, 0.5, 9)", [](double x) { return normal_cdf(std::log(x / 120) / 0.5); }) < 1.95);
  CHECK(ks_distance("lognormal(0.5, 2, 9)", [](double x) { return normal_cdf(std::log(x / 0.5) / 2); }) < 1.95);
  CHECK(ks_distance("exponential(5min, 9)", [](double x) { return 1 - std::exp(-x / 300); }) < 1.95);
  CHECK(ks_distance("pareto(10, 1.16, 2)", [](double x) { return 1 - std::pow(10 / x, 1.16); }) < 1.95);
  CHECK(ks_distance("pareto(0.5, 3, 9)", [](double x) { return 1 - std::pow(0.5 / x, 3); }) < 1.95);
}

TEST_CASE("parameters may be expressions, and their ranges are checked") {
  CHECK(ks_distance("normal(int(7, 7), decimal(2.5, 2.5), 9)", [](double x) { return normal_cdf((x - 7) / 2.5); }) <
        1.95);
  CHECK(evaluate("normal(0, decimal(-1, 1))").find("the number may be negative") != std::string::npos);
  CHECK(evaluate("exponential(int(0, 5))").find("the number may be 0 or less") != std::string::npos);
  CHECK(evaluate("pareto(1, 0)").find("the number may be 0 or less") != std::string::npos);
  CHECK(evaluate("normal(0, 0)") == "0.00");
  CHECK(evaluate("normal(7.25, 0, 0)") == "7");
}

TEST_CASE("values outside min and max are clamped") {
  const auto values = draw_values("normal(10, 5, scale=1, min=8, max=12.5)");
  CHECK(*std::min_element(values.begin(), values.end()) == 8);
  CHECK(*std::max_element(values.begin(), values.end()) == 12.5);
  const auto share_at_min = static_cast<double>(std::count(values.begin(), values.end(), 8.0)) / kDraws;
  CHECK(share_at_min == Approx(normal_cdf((8.05 - 10) / 5)).margin(0.015));
  CHECK(evaluate("normal(0, 1, min=5, max=4)").find("min is above max") != std::string::npos);
  CHECK(evaluate("normal(0, 1, min=0.001)").find("more decimal places than the scale") != std::string::npos);
}

TEST_CASE("a result that may not fit 64 bits is an error before the first record") {
  CHECK(evaluate("pareto(10, 0.5, 6)").find("the result may not fit 64 bits") != std::string::npos);
  CHECK(evaluate("pareto(10, 0.5, 6, max=1000)").find("fit") == std::string::npos);
  CHECK(evaluate("lognormal(1, 20)").find("the result may not fit 64 bits") != std::string::npos);
  CHECK(evaluate("normal(1, 1, 18)").find("the result may not fit 64 bits") != std::string::npos);
}

TEST_CASE("hot draws the hot values and the others uniformly, at the configured share") {
  const auto values = draw_values("hot(10, 80%, 1000)");
  std::vector<int> counts(1001);
  for (const double value : values) {
    REQUIRE((value >= 1 && value <= 1000));
    ++counts[static_cast<std::size_t>(value)];
  }
  const double expected = 0.8 * kDraws / 10;
  double hot = 0;
  for (std::size_t n = 1; n <= 10; ++n) {
    hot += counts[n];
    CHECK(std::abs(counts[n] - expected) < 4 * std::sqrt(expected));
  }
  CHECK(std::abs(hot / kDraws - 0.8) < 4 * std::sqrt(0.8 * 0.2 / kDraws));
  double chi_square = 0;
  for (std::size_t n = 11; n <= 1000; ++n)
    chi_square += std::pow(counts[n] - 0.2 * kDraws / 990, 2) / (0.2 * kDraws / 990);
  CHECK(std::abs(chi_square - 990) < 4 * std::sqrt(2 * 990));
  CHECK(evaluate("hot(5, 100%, 5)").size() == 1);
  CHECK(evaluate("hot(5, 80%, 4)").find("5 is out of range: use 1 to 4") != std::string::npos);
  CHECK(evaluate("hot(1, 80, 4)").find("the share must be from 0 to 1") != std::string::npos);
}

}  // namespace spate::generator
