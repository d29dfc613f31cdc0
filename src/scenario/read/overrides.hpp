// What the command line says, written into the tree before anything else reads it.
#pragma once

#include "scenario/read/load.hpp"

namespace spate::scenario {

// Reports a path that leads nowhere, at the place "--set"; an unknown key at its end is left to the reader.
void apply_overrides(Node& scenario, const Overrides& overrides, Diagnostics& diagnostics);

// The names along a path: streams["a.b"].rate is streams, a.b, rate; streams[0] is streams, 0. Empty: not a path.
[[nodiscard]] std::vector<std::string> split_path(std::string_view path);

}  // namespace spate::scenario
