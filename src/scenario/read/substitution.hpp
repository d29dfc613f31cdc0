// ${env:NAME}, ${env:NAME:-default}, ${file:PATH} and ${credential:NAME} in the scalars of a scenario.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Where the values come from; the process's own by default, something else in a test.
struct Environment {
  std::function<std::optional<std::string>(const std::string& name)> variable;  // an environment variable
  std::filesystem::path directory;                                              // relative ${file:} paths start here
};
[[nodiscard]] Environment process_environment(std::filesystem::path directory);

// Replaces them in every scalar of a scenario except records, keys, headers and tables, where ${…} is an expression.
// A default may hold others. `$${` stands for a plain `${`. What cannot be replaced is reported and the scalar counts
// as missing.
void substitute(Node& scenario, const Environment& environment, Diagnostics& diagnostics);

}  // namespace spate::scenario
