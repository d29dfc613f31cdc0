// The keys of a stream that say how its records come: arrivals and when_late.
#pragma once

#include "scenario/keys/section.hpp"
#include "scenario/model/rate.hpp"
#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Reports arrivals that `rate` cannot have.
[[nodiscard]] Arrivals read_arrivals(const Section& stream, const RateProfile& rate);
[[nodiscard]] WhenLate read_when_late(const Section& stream);

// As they are written.
[[nodiscard]] Node arrivals_node(const Arrivals& arrivals);
[[nodiscard]] Node when_late_node(const WhenLate& when_late);

}  // namespace spate::scenario
