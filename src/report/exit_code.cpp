#include "report/exit_code.hpp"

#include <algorithm>

namespace spate::report {

ExitCode exit_code(const Summary& summary, bool fatal) noexcept {
  const auto& streams = summary.streams;
  const auto has_failed = [](const StreamSummary& stream) {
    return has_failures(stream.account) || !std::all_of(stream.thresholds.begin(), stream.thresholds.end(),
                                                        [](const auto& threshold) { return threshold.passed; });
  };
  const bool balanced = summary.evicted_streams.balanced &&
                        std::all_of(streams.begin(), streams.end(), [](const auto& stream) { return stream.balanced; });
  if (!balanced) {
    return kExitUnbalanced;
  }
  if (fatal) return kExitFatal;
  const bool any_failed =
      summary.evicted_streams.has_failures || std::any_of(streams.begin(), streams.end(), has_failed);
  return any_failed ? kExitFailed : kExitOk;
}

int exit_code_not_written(int code) noexcept { return code == kExitOk || code == kExitFailed ? kExitNotWritten : code; }

}  // namespace spate::report
