// Exact decimals in the user's text, and the unit that follows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace spate::scenario {

__extension__ using Uint128 = unsigned __int128;

// digits / scale, where scale is a power of ten up to 10^9: 0.25 is 25 / 100.
struct DecimalText {
  std::uint64_t digits = 0;
  std::uint64_t scale = 1;
};

struct NumberAndUnit {
  std::optional<DecimalText> number;  // absent: no number at the start, or one too long
  std::string_view unit;              // the rest, spaces before it left out
};

// "1.5 MiB/s" is 15 / 10 and "MiB/s". Up to 18 digits in all and nine after the point.
[[nodiscard]] NumberAndUnit split_number(std::string_view text) noexcept;

// digits * factor / scale if that is a whole number that fits; `factor` is what one of the unit is worth.
[[nodiscard]] std::optional<std::uint64_t> times(const DecimalText& number, std::uint64_t factor) noexcept;

// One us, ms, s, min, h or d; bytes in one B … TiB. Nothing if it is no such unit.
[[nodiscard]] std::optional<Duration> time_unit(std::string_view unit) noexcept;
[[nodiscard]] std::optional<std::uint64_t> size_unit(std::string_view unit) noexcept;
[[nodiscard]] std::vector<std::string_view> time_unit_names();
[[nodiscard]] std::vector<std::string_view> size_unit_names();

}  // namespace spate::scenario
