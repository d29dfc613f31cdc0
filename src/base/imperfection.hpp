// What may go wrong with a record because the scenario asks for it: the kinds, as figures name them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spate {

enum class Imperfection : std::uint8_t {
  late,          // its event time lies back
  out_of_order,  // likewise, by little
  clock_skew,    // its event time is that of a clock which goes wrong
  duplicate,     // the second of two that are alike
  drop,          // not sent
  tombstone,     // its value was taken away
  truncated,     // its value ends early
  wrong_type,    // one of its fields has another type
  invalid_utf8,  // one of its bytes is none of UTF-8's
  oversized,     // its value was made as large as asked for
};

inline constexpr std::array<std::string_view, 10> kImperfections{
    "late",      "out_of_order", "clock_skew", "duplicate",    "drop",
    "tombstone", "truncated",    "wrong_type", "invalid_utf8", "oversized"};

// Several kinds at once, a bit each.
using ImperfectionSet = std::uint16_t;
constexpr ImperfectionSet bit(Imperfection kind) noexcept {
  return static_cast<ImperfectionSet>(1U << static_cast<unsigned>(kind));
}
inline constexpr ImperfectionSet kMalformedKinds = bit(Imperfection::truncated) | bit(Imperfection::wrong_type) |
                                                   bit(Imperfection::invalid_utf8) | bit(Imperfection::oversized);
constexpr bool has(ImperfectionSet set, Imperfection kind) noexcept { return (set & bit(kind)) != 0; }

}  // namespace spate
