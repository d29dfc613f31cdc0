// The kinds of imperfections that a scenario can set, as metrics name them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spate {

enum class Imperfection : std::uint8_t {
  late,          // event time set back
  out_of_order,  // event time set back a little
  clock_skew,    // event time from a wrong clock
  duplicate,     // record sent a second time
  drop,          // record not sent
  tombstone,     // null value
  truncated,     // value cut short
  wrong_type,    // one field of another type
  invalid_utf8,  // one byte that is not UTF-8
  oversized,     // value enlarged
};

inline constexpr std::array<std::string_view, 10> kImperfections{
    "late",      "out_of_order", "clock_skew", "duplicate",    "drop",
    "tombstone", "truncated",    "wrong_type", "invalid_utf8", "oversized"};

// A set of kinds, one bit each.
using ImperfectionSet = std::uint16_t;
constexpr ImperfectionSet bit(Imperfection kind) noexcept {
  return static_cast<ImperfectionSet>(1U << static_cast<unsigned>(kind));
}
inline constexpr ImperfectionSet kMalformedKinds = bit(Imperfection::truncated) | bit(Imperfection::wrong_type) |
                                                   bit(Imperfection::invalid_utf8) | bit(Imperfection::oversized);
constexpr bool has(ImperfectionSet set, Imperfection kind) noexcept { return (set & bit(kind)) != 0; }

}  // namespace spate
