// Exact decimals and their units.
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
  std::optional<DecimalText> number;  // absent: no number, or too long
  std::string_view unit;              // the rest without leading spaces
};

// Splits "1.5 MiB/s" into 15 / 10 and "MiB/s". At most 18 digits, 9 of them decimal places.
[[nodiscard]] NumberAndUnit split_number(std::string_view text) noexcept;

// digits * factor / scale. Returns nullopt unless that is an integer of 64 bits. `factor` is the size of the unit.
[[nodiscard]] std::optional<std::uint64_t> times(const DecimalText& number, std::uint64_t factor) noexcept;

// Length of us, ms, s, min, h or d; bytes of B to TiB. Returns nullopt for other units.
[[nodiscard]] std::optional<Duration> time_unit(std::string_view unit) noexcept;
[[nodiscard]] std::optional<std::uint64_t> size_unit(std::string_view unit) noexcept;
[[nodiscard]] std::vector<std::string_view> time_unit_names();
[[nodiscard]] std::vector<std::string_view> size_unit_names();

}  // namespace spate::scenario
