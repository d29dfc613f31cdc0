// One run with progress display, watchdog and signals.
#pragma once

#include <optional>

#include "daemon/reload_handler.hpp"
#include "daemon/signals.hpp"
#include "run/engine.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// Runs until a signal, until every stream has ended, or for `length` after T = 0. `signals` must set `wake`. Without
// `reloads` the scenario cannot be reloaded.
[[nodiscard]] report::Summary supervised_run(run::PreparedScenario prepared, const run::RunOptions& options,
                                             std::optional<Duration> length, Signals& signals, WakeEvent& wake,
                                             ReloadHandler* reloads = nullptr);

}  // namespace spate::daemon
