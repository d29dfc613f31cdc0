// Distance of a sample from a distribution. The samples have fixed seeds, so a bound that holds once always holds.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace spate::pacing {

inline double mean_of(const std::vector<double>& sample) {
  double sum = 0;
  for (const double x : sample) sum += x;
  return sum / static_cast<double>(sample.size());
}

inline double variance_of(const std::vector<double>& sample) {
  const double mean = mean_of(sample);
  double sum = 0;
  for (const double x : sample) sum += (x - mean) * (x - mean);
  return sum / static_cast<double>(sample.size() - 1);
}

// The maximum distance from the distribution function, times the root of the sample size (Kolmogorov and Smirnov).
// Above 1.95 in 1 of 1,000 such samples.
inline double kolmogorov_smirnov(std::vector<double> sample, const std::function<double(double)>& distribution) {
  std::sort(sample.begin(), sample.end());
  const auto count = static_cast<double>(sample.size());
  double max = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double expected = distribution(sample[i]);
    max = std::max({max, expected - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - expected});
  }
  return max * std::sqrt(count);
}

// The correlation of two samples, times the root of their number: about standard normal if they are independent.
inline double correlation(const std::vector<double>& first, const std::vector<double>& second) {
  const double first_mean = mean_of(first);
  const double second_mean = mean_of(second);
  double sum = 0;
  for (std::size_t i = 0; i < first.size(); ++i) sum += (first[i] - first_mean) * (second[i] - second_mean);
  const auto count = static_cast<double>(first.size());
  return sum / std::sqrt(variance_of(first) * variance_of(second)) / std::sqrt(count);
}

}  // namespace spate::pacing
