// What a run must reach to succeed: the thresholds of the file, put to the streams they are about.
#pragma once

#include <vector>

#include "scenario/keys/section.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::scenario {

// The list under `thresholds:` of this section; reports each that is none, can never hold or always does.
[[nodiscard]] std::vector<Threshold> read_thresholds(const Section& section);

// Puts those of the top level before each stream's own, and reports what is wrong with them together: bounds that leave
// nothing between them, a rate where nothing sets one.
void add_thresholds(const Section& scenario, std::vector<Stream>& streams);

}  // namespace spate::scenario
