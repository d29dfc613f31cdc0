#include "report/exit_code.hpp"

#include <algorithm>

namespace spate::report {

ExitCode exit_code(const Summary& summary, bool fatal) noexcept {
  const auto& streams = summary.streams;
  const auto missed = [](const StreamSummary& stream) {
    return has_failures(stream.account) || !std::all_of(stream.thresholds.begin(), stream.thresholds.end(),
                                                        [](const auto& threshold) { return threshold.ok; });
  };
  const bool balanced = summary.evicted_streams.balanced &&
                        std::all_of(streams.begin(), streams.end(), [](const auto& stream) { return stream.balanced; });
  if (!balanced) {
    return kExitUnbalanced;
  }
  if (fatal) return kExitFatal;
  const bool short_of = summary.evicted_streams.has_failures || std::any_of(streams.begin(), streams.end(), missed);
  return short_of ? kExitFailed : kExitOk;
}

int exit_code_not_written(int code) noexcept { return code == kExitOk || code == kExitFailed ? kExitNotWritten : code; }

}  // namespace spate::report
