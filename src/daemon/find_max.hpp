// `--find-max`: runs trials at multiples of the rates (daemon/rate_search.hpp) and reports the highest that passed.
#pragma once

#include "daemon/signals.hpp"
#include "run/engine.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// The error if the scenario cannot be searched, else empty.
[[nodiscard]] std::string find_max_problem(const scenario::Scenario& scenario);

// A trial lasts the warm-up and `length`, a confirmation the warm-up and twice `length`. Trials ignore start and stop
// times of streams. Returns the summary of the last trial with the result; its exit code is 1 if no rate passed. A
// signal or a fatal error ends the search.
[[nodiscard]] report::Summary find_max(const run::PreparedScenario& prepared, const run::RunOptions& options,
                                       Duration length, Signals& signals, WakeEvent& wake);

}  // namespace spate::daemon
