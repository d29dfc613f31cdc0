// Log lines about failed records: stream, number and error.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// Not thread-safe.
class FailureReporter {
 public:
  // One line per stream and error with new failures: at once the first time, then at most every 30 s. Forgets evicted
  // streams, which bounds its memory.
  [[nodiscard]] std::vector<std::string> collect(const stats::RunStats& stats, MonotonicTime now);

 private:
  struct LastReport {
    std::uint64_t records = 0;
    MonotonicTime at{};
  };
  std::map<std::pair<std::string, stats::ErrorCode>, LastReport> reported_;  // by stream
};

}  // namespace spate::run
