// A run from start to exit code: signals, service manager, progress, summary.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/signals.hpp"
#include "run/engine.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::daemon {

struct DaemonOptions {
  run::RunOptions run;
  bool show_sample = false;
  std::optional<std::string> summary_file;
  std::optional<std::string> junit_file;
  std::string file;  // of the scenario; a reload reads it again
  scenario::Overrides overrides;
  std::optional<Duration> find_max_length = std::nullopt;  // of each trial; absent: one run of the scenario as written
};

// Runs until a signal or until every stream has ended. Returns the exit code. `signals` must set `wake`.
[[nodiscard]] int run_daemon(run::PreparedScenario prepared, const DaemonOptions& options, Signals& signals,
                             WakeEvent& wake);

}  // namespace spate::daemon
