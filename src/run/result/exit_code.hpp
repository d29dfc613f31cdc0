// How a run ended, as the exit code tells it (docs/scenario.md).
#pragma once

#include "run/result/summary.hpp"

namespace spate {

enum ExitCode : int {
  kExitDelivered = 0,
  kExitFailures = 1,
  kExitUsage = 2,
  kExitCouldNotStart = 3,
  kExitAccountOpen = 4,
  kExitFatal = 5,
};

// Precedence: an account that does not close, a fatal error, then failures, skipped debt and missed
// thresholds.
[[nodiscard]] ExitCode exit_code(const Summary& summary, bool fatal) noexcept;

}  // namespace spate
