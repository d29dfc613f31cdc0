// The `tables:` of a scenario, a generator or a stream: shape only, the cells are compiled by generator/.
#pragma once

#include "scenario/section.hpp"

namespace spate {

// Every table under `tables` of `section`; one that is wrong is reported and left out.
[[nodiscard]] std::vector<Table> read_tables(const Section& section);

}  // namespace spate
