// Detects a thread of a run that makes no progress.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// The thread that is overdue by more than `timeout`: "the worker of stream orders" or "the poll thread". Returns
// nullopt if there is none. A worker that waits for a full producer queue is not overdue.
[[nodiscard]] std::optional<std::string> hung_thread(const stats::RunStats& stats, MonotonicTime now, Duration timeout);

}  // namespace spate::run
