// What there is to say about records that fail while a run goes: that they do, why, and how many it were since.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace spate::run {

// One thread.
class FailureReporter {
 public:
  // One sentence for each stream and error of which there were failures since it was told last: at once the first time,
  // then not more often than every half minute. A stream that was let go is forgotten, so that there are as many
  // memories as there are streams and errors.
  [[nodiscard]] std::vector<std::string> collect(const stats::RunStats& stats, MonotonicTime now);

 private:
  struct LastReport {
    std::uint64_t records = 0;
    MonotonicTime at{};
  };
  std::map<std::pair<std::string, stats::ErrorCode>, LastReport> reported_;  // by stream
};

}  // namespace spate::run
