// The exit codes of spate (docs/reference/cli.md).
#pragma once

#include <array>
#include <string_view>

#include "report/summary.hpp"

namespace spate::report {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,
  kExitUsage = 2,
  kExitCouldNotStart = 3,
  kExitUnbalanced = 4,
  kExitFatal = 5,
  kExitNotWritten = 6,
};

struct ExitCodeMeaning {
  std::string_view code;
  std::string_view meaning;
};
inline constexpr std::array<ExitCodeMeaning, 8> kExitCodes{{
    {"0", "Success."},
    {"1", "Records failed, backlog was skipped, or a threshold failed."},
    {"2", "Usage error: the command line, the scenario or a checkpoint is invalid."},
    {"3", "Startup failed: no broker reachable, topic rejected, port in use or authentication failed."},
    {"4", "Internal error: the account does not balance."},
    {"5", "Fatal error: a client, a generator or spate itself failed."},
    {"6", "The results could not be written."},
    {"128+N", "A second signal, of number N, terminated spate."},
}};

// Precedence: an account that does not balance, a fatal error, then failures, skipped backlog and failed thresholds.
[[nodiscard]] ExitCode exit_code(const Summary& summary, bool fatal) noexcept;

// The exit code of a command that would have exited with `code` and could not write its results. Codes 2 to 5 have
// precedence over kExitNotWritten.
[[nodiscard]] int exit_code_not_written(int code) noexcept;

}  // namespace spate::report
