// What the process takes with the client's queue full.
#pragma once

#include "preview/plan/plan.hpp"

namespace spate::preview {

// Bytes: what this process has in memory now, and the queue of the plan full of the records that its streams send.
[[nodiscard]] double expected_memory(const Plan& plan);

}  // namespace spate::preview
