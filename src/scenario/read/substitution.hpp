// ${env:NAME}, ${env:NAME:-default}, ${file:PATH} and ${credential:NAME} in the scalars of a scenario.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "scenario/yaml/node.hpp"

namespace spate::scenario {

// Source of the values: the process, or a test.
struct Environment {
  std::function<std::optional<std::string>(const std::string& name)> variable;  // an environment variable
  std::filesystem::path directory;                                              // relative ${file:…} paths start here
};
[[nodiscard]] Environment process_environment(std::filesystem::path directory);

// Replaces them in all scalars except records, keys, headers, timestamps and tables, where ${…} is an expression. A
// default may contain others. `$${` is a literal `${`. Reports what cannot be replaced; the scalar then counts as
// missing.
void substitute(Node& scenario, const Environment& environment, Diagnostics& diagnostics);

}  // namespace spate::scenario
