// Zipf's law by rejection-inversion: W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone
// discrete distributions", ACM TOMACS 6(3), 1996. Constant time and memory for any number of ranks and any s >= 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/random.hpp"

namespace spate {

// Rank k of 1 to `ranks` as often as 1/k^s says. Immutable; any thread.
class ZipfLaw {
 public:
  ZipfLaw(double ranks, double s) noexcept
      : s_(s),
        ranks_(ranks),
        area_first_(integral(1.5) - 1),
        area_all_(integral(ranks + 0.5)),
        squeeze_(2 - inverse(integral(2.5) - height(2))) {}

  // A pure function of state and site.
  [[nodiscard]] std::int64_t draw(std::uint64_t state, std::uint64_t site) const noexcept {
    constexpr std::uint64_t kMostTries = 64;  // one try in four or more is accepted: the last is as good as never met
    double rank = 1;
    for (std::uint64_t attempt = 0; attempt < kMostTries; ++attempt) {
      const double unit = random::unit(random::draw(state, site + attempt));
      const double area = area_all_ + unit * (area_first_ - area_all_);
      const double x = inverse(area);
      rank = std::min(std::max(std::floor(x + 0.5), 1.0), ranks_);
      if (rank - x <= squeeze_ || area >= integral(rank + 0.5) - height(rank)) break;
    }
    return static_cast<std::int64_t>(rank);
  }

 private:
  // expm1(x)/x and log1p(x)/x, continued at 0.
  static double expm1_over(double x) noexcept {
    return std::abs(x) > 1e-8 ? std::expm1(x) / x : 1 + x / 2 * (1 + x / 3);
  }
  static double log1p_over(double x) noexcept { return std::abs(x) > 1e-8 ? std::log1p(x) / x : 1 - x * (0.5 - x / 3); }

  // The hat function h(x) = x^-s, its integral H, and H's inverse.
  [[nodiscard]] double height(double x) const noexcept { return std::exp(-s_ * std::log(x)); }
  [[nodiscard]] double integral(double x) const noexcept {
    const double log = std::log(x);
    return expm1_over((1 - s_) * log) * log;
  }
  [[nodiscard]] double inverse(double area) const noexcept {
    const double t = std::max(-1.0, area * (1 - s_));
    return std::exp(log1p_over(t) * area);
  }

  double s_;
  double ranks_;
  double area_first_;  // H(1.5) - 1
  double area_all_;    // H(n + 1/2)
  double squeeze_;     // below this distance the rank is accepted without computing h
};

}  // namespace spate
