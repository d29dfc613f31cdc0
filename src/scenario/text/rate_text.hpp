// Parses and formats rates and factors: 500/s, 0.2/s, 30/min, 1/300ms, "2 MiB/s", max.
#pragma once

#include <string>
#include <string_view>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// Exact: `amount` and `per` are integers. At most one record per nanosecond.
[[nodiscard]] Parsed<Rate> parse_rate(std::string_view text);

// "3x", "1.5x": exact, in lowest terms.
[[nodiscard]] Parsed<Factor> parse_factor(std::string_view text);
// parse_factor reads it back, for factors with at most nine decimal places.
[[nodiscard]] std::string format_factor(const Factor& factor);

// parse_rate reads the same rate back.
[[nodiscard]] std::string format_rate(const Rate& rate);

}  // namespace spate::scenario
