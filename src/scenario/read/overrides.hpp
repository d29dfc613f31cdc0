// Applies options of the command line to the tree before it is read.
#pragma once

#include "scenario/read/load.hpp"

namespace spate::scenario {

// Reports an invalid path at the place "--set". The reader reports unknown keys.
void apply_overrides(Node& scenario, const Overrides& overrides, Diagnostics& diagnostics);

// Names of a path: streams["a.b"].rate is streams, a.b, rate; streams[0] is streams, 0. Returns an empty list for an
// invalid path.
[[nodiscard]] std::vector<std::string> split_path(std::string_view path);

}  // namespace spate::scenario
