// How a run ended, as the exit code tells it (docs/reference/scenario.md).
#pragma once

#include "report/summary.hpp"

namespace spate::report {

enum ExitCode : int {
  kExitDelivered = 0,
  kExitFailures = 1,
  kExitUsage = 2,
  kExitCouldNotStart = 3,
  kExitAccountOpen = 4,
  kExitFatal = 5,
  kExitNotWritten = 6,
};

// Precedence: an account that does not close, a fatal error, then failures, skipped debt and missed
// thresholds.
[[nodiscard]] ExitCode exit_code(const Summary& summary, bool fatal) noexcept;

// That of a command whose results could not be written, and which would have ended with `code`: what kept it from
// having any is worse.
[[nodiscard]] int exit_code_not_written(int code) noexcept;

}  // namespace spate::report
