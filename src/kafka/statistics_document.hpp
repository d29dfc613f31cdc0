// librdkafka's statistics document (its STATISTICS.md), as far as the metrics use it.
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

// Keeps its memory from one document to the next. One thread.
class StatisticsReader {
 public:
  StatisticsReader();
  ~StatisticsReader();
  StatisticsReader(const StatisticsReader&) = delete;
  StatisticsReader& operator=(const StatisticsReader&) = delete;

  // Nothing when the document is not what it should be: the figures before it stay. `now` is when it came: a
  // document tells a throttle once, with its length, and the reader remembers until when it holds.
  [[nodiscard]] std::optional<stats::ClientSnapshot> read(std::string_view document, MonotonicTime now);

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  std::map<std::int32_t, MonotonicTime> throttled_until_;  // by broker
};

}  // namespace spate::kafka
