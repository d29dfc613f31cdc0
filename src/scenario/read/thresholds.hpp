// Reads thresholds and assigns them to streams.
#pragma once

#include <vector>

#include "scenario/keys/section.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// Reads `thresholds` of this section. Reports invalid thresholds, and those that always fail or cannot fail.
[[nodiscard]] std::vector<Threshold> read_thresholds(const Section& section);

// Adds the thresholds of the scenario before those of each stream. Reports contradictory bounds, and thresholds that do
// not apply to a stream.
void add_thresholds(const Section& scenario, std::vector<Stream>& streams);

}  // namespace spate::scenario
