// Compares log and exp with those of the system, over their whole range.
#include "base/portable_math.hpp"

#include <cmath>
#include <random>

#include "catch.hpp"

namespace spate {

TEST_CASE("log and exp are exact to 15 digits") {
  std::mt19937_64 source{1};
  std::uniform_real_distribution<double> exponents{-690, 690};
  for (int n = 0; n < 200'000; ++n) {
    const double x = exponents(source);
    const double power = std::exp(x);
    REQUIRE(std::abs(portable_math::exp(x) / power - 1) < 1e-15);
    REQUIRE(std::abs(portable_math::log(power) - std::log(power)) <= 1e-15 * std::abs(std::log(power)));
    const double near_one = 1 + x * 1e-5;
    if (near_one > 0)
      REQUIRE(std::abs(portable_math::log(near_one) - std::log(near_one)) <= 1e-15 * std::abs(std::log(near_one)));
  }
}

TEST_CASE("expm1 is exact to 15 digits, also near 0") {
  for (double x = 1e-300; x < 300; x *= 1.01) {
    REQUIRE(std::abs(portable_math::expm1(x) / std::expm1(x) - 1) < 1e-15 * (x > 0.3 && x < 1 ? 8 : 2));
    REQUIRE(std::abs(portable_math::expm1(-x) / std::expm1(-x) - 1) < 1e-15 * (x > 0.3 && x < 1 ? 8 : 2));
  }
  CHECK(portable_math::expm1(0) == 0);
}

TEST_CASE("log and exp have the same bits on every machine") {
  CHECK(portable_math::log(1) == 0);
  CHECK(portable_math::exp(0) == 1);
  CHECK(portable_math::log(10) == 0x1.26bb1bbb55516p+1);
  CHECK(portable_math::exp(1) == 0x1.5bf0a8b145769p+1);
  CHECK(portable_math::exp(-0.3) == 0x1.7b4c869c37c05p-1);
}

}  // namespace spate
