// The part of a reload that may fail: it takes all that is needed, and changes nothing of the run.
#pragma once

#include "run/prepare/prepare.hpp"
#include "run/reload/staged_reload.hpp"
#include "run/streams/run_context.hpp"

namespace spate::run {

// What `staged.plan` says, without problems. Blocks for up to 10 s while new brokers and topics respond. Throws
// StartError and std::bad_alloc; then discard() what was staged. The control thread.
void stage(RunContext& run, PreparedScenario next, StagedReload& staged);
// Closes what has been opened for nothing.
void discard(RunContext& run, const StagedReload& staged) noexcept;

// The schedules of streams whose rate begins with the reload, as if that was committed now. Throws std::bad_alloc.
// `clock_only`: only those that follow the clock.
void stage_schedules(RunContext& run, StagedReload& staged, bool clock_only);

}  // namespace spate::run
