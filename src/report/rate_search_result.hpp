// Result of `--find-max`: the trials and the highest confirmed multiplier.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spate::report {

// A multiplier of the rates of the scenario in thousandths: 1000 is 1x.
using Thousandths = std::uint64_t;

struct Trial {
  Thousandths multiplier = 1000;
  bool confirmation = false;  // twice as long as other trials
  bool passed = false;
};

struct RateSearch {
  std::optional<Thousandths> best;           // confirmed; absent: every trial failed
  std::optional<Thousandths> lowest_failed;  // absent: no trial failed
  std::vector<Trial> trials;                 // in order; the confirmation is last
};

// "1", "26.5", "0.125".
[[nodiscard]] std::string multiplier_text(Thousandths multiplier);

}  // namespace spate::report
