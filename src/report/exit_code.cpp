#include "report/exit_code.hpp"

#include <algorithm>

namespace spate::report {

ExitCode exit_code(const Summary& summary, bool fatal) noexcept {
  const auto& streams = summary.streams;
  const auto missed = [](const StreamSummary& stream) {
    return fell_short(stream.account) ||
           !std::all_of(stream.thresholds.begin(), stream.thresholds.end(), [](const auto& one) { return one.ok; });
  };
  const bool closes =
      summary.let_go.closes && std::all_of(streams.begin(), streams.end(), [](const auto& one) { return one.closes; });
  if (!closes) {
    return kExitAccountOpen;
  }
  if (fatal) return kExitFatal;
  const bool short_of = summary.let_go.fell_short || std::any_of(streams.begin(), streams.end(), missed);
  return short_of ? kExitFailures : kExitDelivered;
}

int exit_code_not_written(int code) noexcept {
  return code == kExitDelivered || code == kExitFailures ? kExitNotWritten : code;
}

}  // namespace spate::report
