// Writes a rate as a node of the file.
#pragma once

#include "scenario/model/rate.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// The reader returns the same profile. Does not write the scale.
[[nodiscard]] Node rate_node(const RateProfile& profile);

}  // namespace spate::scenario
