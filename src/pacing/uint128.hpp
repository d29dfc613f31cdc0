// Unsigned 128-bit integers for areas under a rate, in units small enough to be exact.
#pragma once

#include <cstdint>

namespace spate::pacing {

__extension__ using Uint128 = unsigned __int128;

inline constexpr Uint128 kMaxUint128 = ~Uint128{0};

[[nodiscard]] constexpr Uint128 divide_ceil(Uint128 a, Uint128 b) noexcept { return a / b + (a % b == 0 ? 0U : 1U); }

// a * b / c, rounded down, for b <= c < 2^63. The product may exceed 128 bits.
[[nodiscard]] constexpr Uint128 scale_floor(Uint128 a, std::uint64_t b, std::uint64_t c) noexcept {
  if ((a >> 64U) == 0) return a * b / c;
  return a / c * b + a % c * b / c;
}

// The same, rounded up.
[[nodiscard]] constexpr Uint128 scale_ceil(Uint128 a, std::uint64_t b, std::uint64_t c) noexcept {
  if ((a >> 64U) == 0) return divide_ceil(a * b, c);
  return a / c * b + divide_ceil(a % c * b, c);
}

}  // namespace spate::pacing
