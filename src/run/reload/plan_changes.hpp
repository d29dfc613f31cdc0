// What a scenario that was read again changes in a run, and what keeps the run from applying it.
#pragma once

#include "run/prepare/prepare.hpp"
#include "run/reload/reload_plan.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Changes nothing. `files`: those of the scenario that the run follows. The control thread.
[[nodiscard]] ReloadPlan plan_changes(RunContext& run, const PreparedScenario& next, const scenario::FileStamps& files);

}  // namespace spate::run
