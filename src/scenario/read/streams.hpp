// Reads the streams of a scenario, with defaults merged.
#pragma once

#include "scenario/read/generators.hpp"
#include "scenario/read/load.hpp"

namespace spate::scenario {

// The streams whose records are known. Reports all problems.
[[nodiscard]] std::vector<Stream> read_streams(const Section& scenario, GeneratorCatalog& generators,
                                               const Overrides& overrides);

}  // namespace spate::scenario
