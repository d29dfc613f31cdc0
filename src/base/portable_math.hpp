// Logarithm and exponential with the same bits on every machine. They use only additions, multiplications and
// divisions, whose rounding IEEE 754 defines. The system's library may differ between releases. The compiler must not
// fuse operations: the build sets -ffp-contract=off.
//
// Relative error below 1e-15. Thread-safe. The caller must check the range of the argument.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace spate::portable_math {

inline constexpr double kLn2High = 0x1.62e42fefap-1;  // low bits are 0: exact integer products
inline constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;

// x > 0, normal. x = 2^k m with m about 1, and log m = 2 artanh s by its series, s = (m - 1) / (m + 1).
inline double log(double x) noexcept {
  constexpr auto kRootHalf = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto k = static_cast<std::int64_t>(bits - kRootHalf) >> 52;
  const auto m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52U));
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  const double series =
      z * (1.0 / 3 +
           z * (1.0 / 5 +
                z * (1.0 / 7 +
                     z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z / 19))))))));
  const auto power = static_cast<double>(k);
  return power * kLn2High + (2 * s + (2 * s * series + power * kLn2Low));
}

// 2^(i/32).
inline constexpr auto kRoots = [] {
  std::array<double, 32> roots{};
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const double x = static_cast<double>(i) / 32 * 0x1.62e42fefa39efp-1;
    double sum = 1;
    for (int n = 24; n > 0; --n) sum = 1 + x / n * sum;
    roots[i] = sum;
  }
  return roots;
}();

// -700 <= x <= 700. x = n ln2 / 32 + r, and e^r by its series.
inline double exp(double x) noexcept {
  constexpr double kPerRoot = 32 / 0x1.62e42fefa39efp-1;
  constexpr double kToInteger = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
  const double shifted = x * kPerRoot + kToInteger;
  const auto n = std::bit_cast<std::uint64_t>(shifted);
  const double whole = shifted - kToInteger;
  const double r = (x - whole * (kLn2High / 32)) - whole * (kLn2Low / 32);
  const double series = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r / 720))));
  const double root = kRoots[n % kRoots.size()];
  const auto scaled = std::bit_cast<std::uint64_t>(root + root * series) + ((n / kRoots.size()) << 52U);
  return std::bit_cast<double>(scaled);
}

// e^x - 1, accurate for small x too. -700 <= x <= 700.
inline double expm1(double x) noexcept {
  if (x < -0.3 || x > 0.3) return exp(x) - 1;
  double series = 1;
  for (int n = 14; n > 1; --n) series = 1 + x / n * series;
  return x * series;
}

}  // namespace spate::portable_math
