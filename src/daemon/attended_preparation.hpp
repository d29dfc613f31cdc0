// The scenario of a run is prepared while signals and the service manager are attended to.
#pragma once

#include <optional>
#include <string>

#include "daemon/signals.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// As prepare(). Throws StartError once a signal asks for the stop. `attention` is the one `signals` rings.
[[nodiscard]] std::optional<run::PreparedScenario> prepare_attended(const std::string& file,
                                                                    const scenario::Overrides& overrides,
                                                                    scenario::Diagnostics& diagnostics,
                                                                    const Signals& signals, WakeEvent& wake);

}  // namespace spate::daemon
