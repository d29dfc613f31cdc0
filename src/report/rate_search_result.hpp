// What `--find-max` found: the trials and the highest rate that was confirmed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spate::report {

// A multiple of the scenario's rates in thousandths: 1000 is as written.
using Thousandths = std::uint64_t;

struct Trial {
  Thousandths multiplier = 1000;
  bool confirmation = false;  // twice as long as the others
  bool held = false;
};

struct RateSearch {
  std::optional<Thousandths> best;           // confirmed; absent: no rate tried held
  std::optional<Thousandths> lowest_failed;  // the lowest above it that missed; absent: the limit of the search held
  std::vector<Trial> trials;                 // in order; the last one is the confirmation
};

// "1", "26.5", "0.125".
[[nodiscard]] std::string multiplier_text(Thousandths multiple);

}  // namespace spate::report
