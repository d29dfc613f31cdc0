// Gamma and beta random variates with the same bits on every machine: the sum of many exponential gaps, and the share
// of its first half.
#pragma once

#include <cstdint>

#include "base/random.hpp"

namespace spate::pacing {

// A sequence of uniform random numbers, a pure function of the initial state.
class Draws {
 public:
  explicit Draws(std::uint64_t state) noexcept : state_(state) {}

  // In (0, 1), 53 random bits.
  double uniform_01() noexcept { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1.0p-53; }
  // In [-1, 1), 54 random bits.
  double uniform_signed() noexcept { return static_cast<double>(static_cast<std::int64_t>(next()) >> 10) * 0x1.0p-53; }

 private:
  std::uint64_t next() noexcept { return random::draw(state_, number_++); }

  std::uint64_t state_;
  std::uint64_t number_ = 0;
};

// Gamma-distributed with mean and variance `shape` >= 16: the sum of that many exponential gaps of mean 1.
[[nodiscard]] double gamma_variate(double shape, Draws& draws) noexcept;

// Beta-distributed with both parameters `shape` >= 1: the share of the first of two such sums, which is independent of
// their total.
[[nodiscard]] double symmetric_beta_variate(double shape, Draws& draws) noexcept;

}  // namespace spate::pacing
