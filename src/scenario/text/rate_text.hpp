// How much per how long, as users write it: 500/s, 0.2/s, 30/min, 1/300ms, "2 MiB/s", max.
#pragma once

#include <string>
#include <string_view>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// Exact: `amount` and `per` are whole, whatever the decimals. 0/s holds; records at most one per nanosecond.
[[nodiscard]] Parsed<Rate> parse_rate(std::string_view text);

// "3x", "1.5x": exact, in lowest terms.
[[nodiscard]] Parsed<Factor> parse_factor(std::string_view text);
// What parse_factor reads back, where the factor is a decimal of up to nine digits after the point.
[[nodiscard]] std::string format_factor(const Factor& factor);

// What parse_rate reads back to the same rate.
[[nodiscard]] std::string format_rate(const Rate& rate);

}  // namespace spate::scenario
