// `--find-max`: runs the scenario at one multiple of its rates after the other (run/rate_search.hpp says which) and
// tells the highest at which every threshold was kept and nothing failed.
#pragma once

#include "daemon/signals.hpp"
#include "run/engine.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

// Why the scenario cannot be searched, and what to write; empty: it can.
[[nodiscard]] std::string find_max_problem(const scenario::Scenario& scenario);

// Each trial lasts the warm-up and then `length`, the confirmation twice `length`; when the streams start and stop is
// left aside. The summary is the last trial's, with what was found; its exit code is 1 where no rate held. A signal or
// a broken run ends the search.
[[nodiscard]] report::Summary find_max(const run::PreparedScenario& prepared, const run::RunOptions& options,
                                       Duration length, Signals& signals, WakeEvent& wake);

}  // namespace spate::daemon
