// Continuous draws against their distribution functions: Kolmogorov and Smirnov's test over a fixed seed, so that the
// result never changes. hot() by its shares.
#include <algorithm>
#include <cmath>
#include <functional>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

constexpr int kDraws = 20'000;

std::vector<double> drawn(const std::string& expression) {
  RecordMaker maker{"x: =" + expression + "\n"};
  REQUIRE(maker.problems == "");
  std::vector<double> values;
  for (std::uint64_t n = 0; n < kDraws; ++n) values.push_back(std::stod(maker.value(n).substr(5)));
  return values;
}

// The largest distance between the draws and the law, times sqrt(n); above 1.95 with probability 0.001.
double distance(const std::string& expression, const std::function<double(double)>& law) {
  auto values = drawn(expression);
  std::sort(values.begin(), values.end());
  double max = 0;
  for (std::size_t n = 0; n < values.size(); ++n) {
    const double share = law(values[n]);
    max = std::max({max, std::abs(share - static_cast<double>(n) / kDraws),
                    std::abs(share - static_cast<double>(n + 1) / kDraws)});
  }
  return max * std::sqrt(kDraws);
}

double normal_law(double x) { return std::erfc(-x / std::sqrt(2)) / 2; }

}  // namespace

TEST_CASE("float and decimal are uniform") {
  CHECK(distance("float(-2, 3)", [](double x) { return (x + 2) / 5; }) < 1.95);
  CHECK(distance("decimal(-2, 3, 9)", [](double x) { return (x + 2) / 5; }) < 1.95);
}

TEST_CASE("normal, lognormal, exponential and pareto follow their laws") {
  CHECK(distance("normal(-5, 2.5, 9)", [](double x) { return normal_law((x + 5) / 2.5); }) < 1.95);
  CHECK(distance("lognormal(120, 0.5, 9)", [](double x) { return normal_law(std::log(x / 120) / 0.5); }) < 1.95);
  CHECK(distance("lognormal(0.5, 2, 9)", [](double x) { return normal_law(std::log(x / 0.5) / 2); }) < 1.95);
  CHECK(distance("exponential(5min, 9)", [](double x) { return 1 - std::exp(-x / 300); }) < 1.95);
  CHECK(distance("pareto(10, 1.16, 2)", [](double x) { return 1 - std::pow(10 / x, 1.16); }) < 1.95);
  CHECK(distance("pareto(0.5, 3, 9)", [](double x) { return 1 - std::pow(0.5 / x, 3); }) < 1.95);
}

TEST_CASE("parameters may be drawn, and their ranges are known") {
  CHECK(distance("normal(int(7, 7), decimal(2.5, 2.5), 9)", [](double x) { return normal_law((x - 7) / 2.5); }) < 1.95);
  CHECK(evaluate("normal(0, decimal(-1, 1))").find("the number may be negative") != std::string::npos);
  CHECK(evaluate("exponential(int(0, 5))").find("the number must be greater than 0") != std::string::npos);
  CHECK(evaluate("pareto(1, 0)").find("the number must be greater than 0") != std::string::npos);
  CHECK(evaluate("normal(0, 0)") == "0.00");
  CHECK(evaluate("normal(7.25, 0, 0)") == "7");
}

TEST_CASE("what lies outside min and max is set to them") {
  const auto values = drawn("normal(10, 5, scale=1, min=8, max=12.5)");
  CHECK(*std::min_element(values.begin(), values.end()) == 8);
  CHECK(*std::max_element(values.begin(), values.end()) == 12.5);
  const auto below = static_cast<double>(std::count(values.begin(), values.end(), 8.0)) / kDraws;
  CHECK(below == Approx(normal_law((8.05 - 10) / 5)).margin(0.015));
  CHECK(evaluate("normal(0, 1, min=5, max=4)").find("min is above max") != std::string::npos);
  CHECK(evaluate("normal(0, 1, min=0.001)").find("more decimal places than the scale") != std::string::npos);
}

TEST_CASE("a result that may not fit 64 bits is an error before the first record") {
  CHECK(evaluate("pareto(10, 0.5, 6)").find("the result may not fit 64 bits") != std::string::npos);
  CHECK(evaluate("pareto(10, 0.5, 6, max=1000)").find("fit") == std::string::npos);
  CHECK(evaluate("lognormal(1, 20)").find("the result may not fit 64 bits") != std::string::npos);
  CHECK(evaluate("normal(1, 1, 18)").find("the result may not fit 64 bits") != std::string::npos);
}

TEST_CASE("hot: a share of the draws falls on the first, alike, the rest on the others") {
  const auto values = drawn("hot(10, 80%, 1000)");
  std::vector<int> counts(1001);
  for (const double value : values) {
    REQUIRE((value >= 1 && value <= 1000));
    ++counts[static_cast<std::size_t>(value)];
  }
  const double each = 0.8 * kDraws / 10;
  double hot = 0;
  for (std::size_t n = 1; n <= 10; ++n) {
    hot += counts[n];
    CHECK(std::abs(counts[n] - each) < 4 * std::sqrt(each));
  }
  CHECK(std::abs(hot / kDraws - 0.8) < 4 * std::sqrt(0.8 * 0.2 / kDraws));
  double chi_square = 0;
  for (std::size_t n = 11; n <= 1000; ++n)
    chi_square += std::pow(counts[n] - 0.2 * kDraws / 990, 2) / (0.2 * kDraws / 990);
  CHECK(std::abs(chi_square - 990) < 4 * std::sqrt(2 * 990));
  CHECK(evaluate("hot(5, 100%, 5)").size() == 1);
  CHECK(evaluate("hot(5, 80%, 4)").find("expected an integer: use 1 to 4") != std::string::npos);
  CHECK(evaluate("hot(1, 80, 4)").find("the share must be from 0 to 1") != std::string::npos);
}

}  // namespace spate::generator
