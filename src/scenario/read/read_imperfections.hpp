// Reading imperfections:, and writing them back.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// The stream's; nothing where it has none. What is wrong is reported.
[[nodiscard]] std::optional<Imperfections> read_imperfections(const Section& stream);

// As the user would write it.
[[nodiscard]] Node imperfections_node(const Imperfections& imperfections);

}  // namespace spate::scenario
