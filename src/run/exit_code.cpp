#include "run/exit_code.hpp"

#include <algorithm>

namespace spate {

ExitCode exit_code(const Summary& summary, bool fatal) noexcept {
  const auto& streams = summary.streams;
  const auto fell_short = [](const StreamSummary& stream) {
    constexpr auto debt = static_cast<std::size_t>(SkipReason::debt);
    return stream.account.failed > 0 || stream.account.skipped[debt] > 0 || stream.account.skipped_bytes[debt] > 0 ||
           !std::all_of(stream.thresholds.begin(), stream.thresholds.end(), [](const auto& one) { return one.ok; });
  };
  if (!std::all_of(streams.begin(), streams.end(), [](const auto& stream) { return stream.closes; })) {
    return kExitAccountOpen;
  }
  if (fatal) return kExitFatal;
  return std::any_of(streams.begin(), streams.end(), fell_short) ? kExitFailures : kExitDelivered;
}

}  // namespace spate
