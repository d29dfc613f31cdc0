// The part of a reload that may fail. It acquires all resources and changes nothing in the run.
#pragma once

#include "run/prepare/prepare.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// Stages `staged.plan`, which must have no problems. Blocks for up to 10 s while new brokers and topics respond. Throws
// StartError and std::bad_alloc; the caller then calls discard(). Control thread only.
void stage(RunContext& run, PreparedScenario next, StagedReload& staged);
// Closes the sinks that were opened for `staged`.
void discard(RunContext& run, const StagedReload& staged) noexcept;

// Sets the schedules of streams whose rate starts with the reload, for a commit now. Throws std::bad_alloc.
// `clock_only`: only schedules that use the wall clock.
void stage_schedules(RunContext& run, StagedReload& staged, bool clock_only);

}  // namespace spate::run
