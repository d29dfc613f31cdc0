// The changes of a reload, and the problems that prevent it.
#pragma once

#include "run/prepare/prepare.hpp"
#include "run/reload/reload_plan.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Changes nothing. `files`: of the current scenario. Control thread only.
[[nodiscard]] ReloadPlan plan_changes(RunContext& run, const PreparedScenario& next, const scenario::FileStamps& files);

}  // namespace spate::run
