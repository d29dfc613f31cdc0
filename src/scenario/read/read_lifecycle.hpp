// Reads a lifecycle.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reads `lifecycle` of a stream or generator, merged into `base`, that of the generator. Returns nullopt if it is
// absent or invalid; reports the latter.
[[nodiscard]] std::optional<Lifecycle> read_lifecycle(const Section& owner,
                                                      const std::optional<Lifecycle>& base = std::nullopt);

}  // namespace spate::scenario
