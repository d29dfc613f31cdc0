// Which thread of a run makes no progress any more, as seen from outside.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// "the worker of stream orders", which has meant to look at its schedule for `patience` and has not, or "the thread
// that takes delivery reports"; nothing while all go on. One that waits for a full queue goes on.
[[nodiscard]] std::optional<std::string> hung_thread(const stats::RunStats& stats, MonotonicTime now, Duration timeout);

}  // namespace spate::run
