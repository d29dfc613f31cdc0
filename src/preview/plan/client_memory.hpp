// Expected memory with a full producer queue.
#pragma once

#include "preview/plan/plan.hpp"

namespace spate::preview {

// Returns bytes: the resident memory of this process, plus a full queue of the records that the streams send.
[[nodiscard]] double expected_memory(const Plan& plan);

}  // namespace spate::preview
