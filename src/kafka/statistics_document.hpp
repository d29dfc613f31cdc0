// The parts of librdkafka's statistics document (STATISTICS.md) that spate uses.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "stats/run_stats.hpp"

namespace simdjson::dom {
class parser;
}

namespace spate::kafka {

// Not thread-safe. Reuses its memory for the next document.
class StatisticsReader {
 public:
  StatisticsReader();
  ~StatisticsReader();
  StatisticsReader(const StatisticsReader&) = delete;
  StatisticsReader& operator=(const StatisticsReader&) = delete;

  // Returns nullopt if the document is invalid. `now` is when it arrived. A document reports a throttle once, with its
  // duration. The reader keeps the end of the throttle.
  [[nodiscard]] std::optional<stats::ClientSnapshot> read(std::string_view document, MonotonicTime now);

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  std::map<std::int32_t, MonotonicTime> throttled_until_;  // by broker
};

}  // namespace spate::kafka
