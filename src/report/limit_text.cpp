#include "report/limit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "report/figures.hpp"

namespace spate::report {
namespace {

// In the order of LimitReason.
constexpr std::array<std::string_view, stats::kLimitReasons.size()> kReasonTexts{
    "it was on target",
    "record generation took all the time of its thread",
    "the producer queue was full",
    "the broker throttled the client",
    "records waited for acknowledgements",
    "a broker was down",
    "the topic had no leader or too few in-sync replicas",
    "the machine had too little CPU time for spate",
};

constexpr double kMinMeasuredSeconds = 1;

// Records enqueued per record made: more with duplicates, fewer with drops.
double sent_per_made(const stats::Account& account) {
  const auto enqueued = static_cast<double>(account.enqueued);
  const double made = enqueued + static_cast<double>(account.dropped) - static_cast<double>(account.duplicated);
  return enqueued > 0 && made > 0 ? enqueued / made : 1;
}

// "orders reached 61 % of 50,000/s"
std::string achieved_text(const StreamSummary& stream) {
  if (std::isinf(stream.target_rate)) return fmt::format("{} ran at {}/s", stream.name, rate_text(stream.rate));
  const double target = stream.target_rate * sent_per_made(stream.account);
  const double share = target > 0 ? stream.rate / target : 0.0;
  return fmt::format("{} reached {:.0f} % of {}/s", stream.name, std::floor(100 * share + 1e-9),
                     rate_text(stream.target_rate));
}

std::string seconds_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f}", seconds) : fmt::format("{:.0f}", seconds);
}

// Reasons with at least 1 % of the time, longest first.
std::vector<std::pair<double, std::string_view>> main_reasons(const StreamSummary& stream, double total) {
  std::vector<std::pair<double, std::string_view>> reasons;
  for (std::size_t reason = 1; reason < stats::kLimitReasons.size(); ++reason) {
    const double seconds = stream.limited_seconds[reason];
    if (seconds > 0 && seconds >= total / 100) reasons.emplace_back(seconds, kReasonTexts[reason]);
  }
  std::sort(reasons.rbegin(), reasons.rend());
  return reasons;
}

}  // namespace

std::string limit_summary(const StreamSummary& stream) {
  const double total = std::accumulate(stream.limited_seconds.begin(), stream.limited_seconds.end(), 0.0);
  if (total < kMinMeasuredSeconds) return {};
  std::string text;
  for (const auto& [seconds, reason] : main_reasons(stream, total)) {
    text += text.empty() ? fmt::format("{}: {} for {} of {} s", achieved_text(stream), reason, seconds_text(seconds),
                                       seconds_text(total))
                         : fmt::format(", {} for {} s", reason, seconds_text(seconds));
  }
  return text;
}

}  // namespace spate::report
