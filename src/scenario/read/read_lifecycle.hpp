// Reading lifecycle: entities that go through states.
#pragma once

#include <optional>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// What stands under the key `lifecycle` of a stream or generator, on top of what the stream's generator says; nothing
// where there is none, or where it cannot be used, which is reported.
[[nodiscard]] std::optional<Lifecycle> read_lifecycle(const Section& owner,
                                                      const std::optional<Lifecycle>& under = std::nullopt);

}  // namespace spate::scenario
