// The `tables:` of a scenario, a generator or a stream: shape only, the cells are compiled by generator/.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Every table under `tables` of `section`; nothing if the shape of one is wrong, which is reported: what draws from it
// cannot be checked.
[[nodiscard]] std::optional<std::vector<Table>> read_tables(const Section& section,
                                                            const std::filesystem::path& directory);

}  // namespace spate::scenario
