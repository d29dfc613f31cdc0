// `--find-max`: the highest rate that keeps the thresholds, found by trials.
//
// Rates are multiples of the scenario's. From the rate as written the search doubles while a trial holds, or halves
// while none does; then it bisects between the highest that held and the lowest that missed, each time at their
// geometric mean, until they lie within 5 %. The highest that held is then confirmed by a separate trial, twice as
// long; if that one misses, the next is 5 % lower, five times at most.
#pragma once

#include <functional>
#include <optional>

#include "report/rate_search_result.hpp"

namespace spate::daemon {

inline constexpr report::Thousandths kMaxMultiplier = report::Thousandths{1000} << 20U;
inline constexpr report::Thousandths kMinMultiplier = 1;

// `hold` makes the trial; nothing: the search is to end at once, without a result.
[[nodiscard]] report::RateSearch search_rate(const std::function<std::optional<bool>(const report::Trial&)>& hold);

}  // namespace spate::daemon
