// Whether the run is ready to be relied on: every stream has its topic and a broker answers.
#pragma once

#include <string>

#include "stats/run_stats.hpp"

namespace spate::metrics {

struct Readiness {
  bool ready = false;
  std::string text;  // "ready", or a line for each thing that is missing
};

// Any thread.
[[nodiscard]] Readiness readiness(const stats::RunStats& stats);

}  // namespace spate::metrics
