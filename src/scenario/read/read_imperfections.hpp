// Reads and writes imperfections.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Returns nullopt if the stream has none. Reports problems.
[[nodiscard]] std::optional<Imperfections> read_imperfections(const Section& stream);

// As a node of the file.
[[nodiscard]] Node imperfections_node(const Imperfections& imperfections);

}  // namespace spate::scenario
