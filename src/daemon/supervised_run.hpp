// One run under the shell's eyes: shown while it lasts, stopped by a signal.
#pragma once

#include <optional>

#include "daemon/reload_handler.hpp"
#include "daemon/signals.hpp"
#include "run/engine.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// Runs until a signal, until every stream has ended, or for `length` after T = 0. `attention` is the one `signals`
// rings. Without `reloads` the scenario stays as it is.
[[nodiscard]] report::Summary supervised_run(run::PreparedScenario prepared, const run::RunOptions& options,
                                             std::optional<Duration> length, Signals& signals, WakeEvent& wake,
                                             ReloadHandler* reloads = nullptr);

}  // namespace spate::daemon
