// Whole numbers of 128 bits: areas under a rate, in units fine enough to be exact.
#pragma once

#include <cstdint>

namespace spate::pacing {

__extension__ using Wide = unsigned __int128;

inline constexpr Wide kWideMost = ~Wide{0};

[[nodiscard]] constexpr Wide divided_up(Wide a, Wide b) noexcept { return a / b + (a % b == 0 ? 0U : 1U); }

// a x b / c, rounded down, where b <= c < 2^63; the product in between may have more than 128 bits.
[[nodiscard]] constexpr Wide scaled_down(Wide a, std::uint64_t b, std::uint64_t c) noexcept {
  if ((a >> 64U) == 0) return a * b / c;
  return a / c * b + a % c * b / c;
}

// The same, rounded up.
[[nodiscard]] constexpr Wide scaled_up(Wide a, std::uint64_t b, std::uint64_t c) noexcept {
  if ((a >> 64U) == 0) return divided_up(a * b, c);
  return a / c * b + divided_up(a % c * b, c);
}

}  // namespace spate::pacing
