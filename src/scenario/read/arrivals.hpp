// Reads `arrivals` and `when_late`.
#pragma once

#include "scenario/keys/section.hpp"
#include "scenario/model/rate.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Reports arrivals that do not fit `rate`.
[[nodiscard]] Arrivals read_arrivals(const Section& stream, const RateProfile& rate);
[[nodiscard]] WhenLate read_when_late(const Section& stream);

// As nodes of the file.
[[nodiscard]] Node arrivals_node(const Arrivals& arrivals);
[[nodiscard]] Node when_late_node(const WhenLate& when_late);

}  // namespace spate::scenario
