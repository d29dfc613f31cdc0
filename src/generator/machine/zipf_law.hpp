// Zipf's law by rejection-inversion: W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone
// discrete distributions", ACM TOMACS 6(3), 1996. Constant time and memory for any number of ranks and any s >= 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/portable_math.hpp"
#include "base/random.hpp"

namespace spate::generator {

// Draws rank k of 1 to `ranks` with a probability proportional to 1/k^s. Immutable. Thread-safe.
class ZipfLaw {
 public:
  ZipfLaw(double ranks, double s) noexcept
      : q_(1 - s),
        one_over_q_(q_ == 0 ? 0 : 1 / q_),
        near_one_(std::abs(q_) < kNearOne),
        max_log_(portable_math::log(ranks + 1)),
        s_(s),
        ranks_(ranks),
        area_all_(integral(ranks + 0.5)),
        area_range_(area_all_ - (integral(1.5) - 1)),
        squeeze_(2 - inverse(integral(2.5) - height(2))) {}

  // A pure function of state and site.
  [[nodiscard]] std::int64_t draw(std::uint64_t state, std::uint64_t site) const noexcept {
    constexpr double kHalf = 0.5;            // rounds x, which is positive
    constexpr std::uint64_t kMaxTries = 64;  // at least one try in four is accepted
    std::int64_t rank = 1;
    for (std::uint64_t attempt = 0; attempt < kMaxTries; ++attempt) {
      const double area = area_all_ - random::uniform_01(random::draw(state, site + attempt)) * area_range_;
      const double x = std::min(inverse(area), ranks_);
      rank = std::max<std::int64_t>(static_cast<std::int64_t>(x + kHalf), 1);
      const auto k = static_cast<double>(rank);
      if (k - x <= squeeze_ || area >= integral(k + kHalf) - height(k)) break;
    }
    return rank;
  }

 private:
  // Closer to s = 1 than this, the quotients below lose precision, so series replace them. Their argument is below
  // 1e-6 log(10^15), so they are exact to the last digits.
  static constexpr double kNearOne = 1e-6;

  // The hat function h(x) = x^-s, its integral H(x) = (x^(1-s) - 1) / (1 - s), and H's inverse.
  [[nodiscard]] double height(double x) const noexcept { return portable_math::exp(-s_ * portable_math::log(x)); }
  [[nodiscard]] double integral(double x) const noexcept {
    const double log = portable_math::log(x);
    const double t = q_ * log;
    return near_one_ ? log * (1 + t * (0.5 + t / 6)) : (portable_math::exp(t) - 1) * one_over_q_;
  }
  [[nodiscard]] double inverse(double area) const noexcept {
    const double t = q_ * area;
    const double log =
        near_one_ ? area * (1 - t * (0.5 - t / 3)) : portable_math::log(std::max(1 + t, kMinValue)) * one_over_q_;
    return portable_math::exp(std::min(log, max_log_));
  }
  static constexpr double kMinValue = 0x1p-1000;  // keeps a rounded argument above 0

  double q_;  // 1 - s
  double one_over_q_;
  bool near_one_;
  double max_log_;  // logarithm of the largest x
  double s_;
  double ranks_;
  double area_all_;    // H(n + 1/2)
  double area_range_;  // area_all_ - (H(1.5) - 1)
  double squeeze_;     // distance below which h is not needed
};

}  // namespace spate::generator
