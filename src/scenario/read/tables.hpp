// Reads the tables of a scenario, generator or stream. generator/ compiles the cells.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// All tables of `section`. Returns nullopt, and reports it, if one is invalid: expressions that use it cannot be
// checked.
[[nodiscard]] std::optional<std::vector<Table>> read_tables(const Section& section,
                                                            const std::filesystem::path& directory);

}  // namespace spate::scenario
