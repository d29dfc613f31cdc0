// `--rate-scale`: a factor on all rates.
#pragma once

#include <vector>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// Parses 2, 0.5 or 1.5x: above 0, at most 1000000.
[[nodiscard]] Parsed<Factor> parse_rate_scale(std::string_view text);

// Multiplies the rates of all streams except those at `max`. Reports rates that cannot be counted exactly, and if all
// streams are at max.
void scale_rates(std::vector<Stream>& streams, const Factor& scale, Diagnostics& diagnostics);

}  // namespace spate::scenario
