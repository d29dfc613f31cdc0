// `--find-max`: searches for the highest multiple of the rates that passes the thresholds.
//
// From the rates of the scenario the search doubles while trials pass, or halves while they fail. Then it bisects at
// the geometric mean until the bounds are within 5 %. A trial of twice the length confirms the highest that passed. If
// the confirmation fails, the next candidate is 5 % lower, at most five times.
#pragma once

#include <functional>
#include <optional>

#include "report/rate_search_result.hpp"

namespace spate::daemon {

inline constexpr report::Thousandths kMaxMultiplier = report::Thousandths{1000} << 20U;
inline constexpr report::Thousandths kMinMultiplier = 1;

// `run_trial` runs a trial and returns whether it passed, or nullopt to end the search without a result.
[[nodiscard]] report::RateSearch search_rate(const std::function<std::optional<bool>(const report::Trial&)>& run_trial);

}  // namespace spate::daemon
