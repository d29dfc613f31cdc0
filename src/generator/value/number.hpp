// Exact decimals at compile time: parse, rescale, and round half to even.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "generator/value/type.hpp"

namespace spate::generator {

inline constexpr int kMaxScale = 18;

// number / 10^scale
struct Decimal {
  std::int64_t number = 0;
  int scale = 0;
};

// Parses digits with an optional minus and decimal point, such as -12.50. Keeps all digits. Returns nullopt for other
// text, for more than 18 decimal places, and if the number does not fit 64 bits.
[[nodiscard]] std::optional<Decimal> parse_exact(std::string_view text) noexcept;

// Whether the text is a number of JSON (RFC 8259 §6).
[[nodiscard]] bool is_json_number(std::string_view text) noexcept;

// 10^digits, 0 <= digits <= 36.
[[nodiscard]] Int128 power_of_ten(int digits) noexcept;

// numerator / denominator, half to even; denominator != 0.
[[nodiscard]] constexpr Int128 divide_half_even(Int128 numerator, Int128 denominator) noexcept {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  Int128 quotient = numerator / denominator;
  const Int128 rest = numerator % denominator;
  const Int128 twice = (rest < 0 ? -rest : rest) * 2;
  if (twice > denominator || (twice == denominator && quotient % 2 != 0)) quotient += numerator < 0 ? -1 : 1;
  return quotient;
}

}  // namespace spate::generator
