// From a file to something that can run: read, checked and compiled, with every problem reported at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "scenario/load.hpp"
#include "scenario/scenario.hpp"

namespace spate {

// A valid scenario and one generator per stream, in the same order.
struct Prepared {
  Scenario scenario;
  std::vector<Generator> generators;
};

// Reads `path` ("-": standard input) with all its checks: language, expressions, client properties.
[[nodiscard]] std::optional<Prepared> prepare(const std::string& path, const Overrides& overrides,
                                              Diagnostics& diagnostics);

// The same for a scenario that has been read.
[[nodiscard]] std::optional<Prepared> prepare(Scenario scenario, Diagnostics& diagnostics);

}  // namespace spate
