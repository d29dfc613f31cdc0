// The `streams:` of a scenario, defaults merged in.
#pragma once

#include "scenario/read/generators.hpp"
#include "scenario/read/load.hpp"

namespace spate::scenario {

// Every stream that could be read so far as to know its records; what is wrong with it otherwise is reported.
[[nodiscard]] std::vector<Stream> read_streams(const Section& scenario, GeneratorCatalog& generators,
                                               const Overrides& overrides);

}  // namespace spate::scenario
