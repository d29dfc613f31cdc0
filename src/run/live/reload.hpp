// Which changes of a scenario a run can take over while it goes. The others need a restart.
#pragma once

#include <string>
#include <vector>

#include "scenario/difference.hpp"

namespace spate {

// How a key of a stream takes over.
enum class TakesOver {
  pace,     // at an instant: rate, arrivals
  record,   // at an index: what makes the records
  verdict,  // at the end: thresholds
  restart   // not at all
};
[[nodiscard]] TakesOver takes_over(const std::string& stream_key) noexcept;

// What needs a restart, a line each; empty: the run can be changed to that.
[[nodiscard]] std::vector<std::string> needs_restart(const Difference& found);

// "orders: rate, record", a line each.
[[nodiscard]] std::vector<std::string> changes(const Difference& found);

}  // namespace spate
