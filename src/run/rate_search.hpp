// `--find-max`: the highest rate that keeps the thresholds, found by trials.
//
// Rates are multiples of the scenario's. From the rate as written the search doubles while a trial holds, or halves
// while none does; then it bisects between the highest that held and the lowest that missed, each time at their
// geometric mean, until they lie within 5 %. The highest that held is then confirmed by a trial of its own, twice as
// long; if that one misses, the next is 5 % lower, five times at most.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace spate {

// A multiple of the scenario's rates in thousandths: 1000 is as written.
using Thousandths = std::uint64_t;

struct Trial {
  Thousandths multiple = 1000;
  bool confirms = false;  // twice as long as the others
  bool held = false;
};

struct RateSearch {
  std::optional<Thousandths> best;    // confirmed; absent: no rate tried held
  std::optional<Thousandths> missed;  // the lowest above it that missed; absent: the limit of the search held
  std::vector<Trial> trials;          // in order; the last one is the confirmation
};

inline constexpr Thousandths kHighestMultiple = Thousandths{1000} << 20U;
inline constexpr Thousandths kLowestMultiple = 1;

// "1", "26.5", "0.125".
[[nodiscard]] std::string multiple_text(Thousandths multiple);

// `hold` makes the trial; nothing: the search is to end at once, without a result.
[[nodiscard]] RateSearch search_rate(const std::function<std::optional<bool>(const Trial&)>& hold);

}  // namespace spate
