// Prepares the scenario of a run and handles signals and watchdog pings meanwhile.
#pragma once

#include <optional>
#include <string>

#include "daemon/signals.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// As prepare(). Throws StartError if a signal stops the run. `signals` must set `wake`.
[[nodiscard]] std::optional<run::PreparedScenario> prepare_attended(const std::string& file,
                                                                    const scenario::Overrides& overrides,
                                                                    scenario::Diagnostics& diagnostics,
                                                                    const Signals& signals, WakeEvent& wake);

}  // namespace spate::daemon
