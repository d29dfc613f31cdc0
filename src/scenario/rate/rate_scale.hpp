// The factor on the command line by which every rate is multiplied.
#pragma once

#include <vector>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// What `--rate-scale` takes: 2, 0.5, 1.5x; above 0, at most 1000000.
[[nodiscard]] Parsed<Factor> parse_rate_scale(std::string_view text);

// Multiplies the rate of every stream but those at `max`; reports a rate that cannot be counted exactly then, and if
// all send at max.
void scale_rates(std::vector<Stream>& streams, const Factor& scale, Diagnostics& diagnostics);

}  // namespace spate::scenario
