// A rate as it stands in a file.
#pragma once

#include "scenario/model/rate.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// What the reader reads back to the same profile; its scale is not part of it.
[[nodiscard]] Node rate_node(const RateProfile& profile);

}  // namespace spate::scenario
