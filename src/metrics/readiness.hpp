// Readiness of the run: every stream has its topic, and at least one broker is connected.
#pragma once

#include <string>

#include "stats/run_stats.hpp"

namespace spate::metrics {

struct Readiness {
  bool ready = false;
  std::string text;  // "ready", or one line per reason
};

// Thread-safe.
[[nodiscard]] Readiness readiness(const stats::RunStats& stats);

}  // namespace spate::metrics
