// librdkafka's statistics document (its STATISTICS.md), as far as the metrics use it.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "stats/run_stats.hpp"

namespace simdjson::dom {
class parser;
}

namespace spate {

// Keeps its memory from one document to the next. One thread.
class StatisticsReader {
 public:
  StatisticsReader();
  ~StatisticsReader();
  StatisticsReader(const StatisticsReader&) = delete;
  StatisticsReader& operator=(const StatisticsReader&) = delete;

  // Nothing when the document is not what it should be: the figures before it stay.
  [[nodiscard]] std::optional<ClientReading> read(std::string_view document);

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
};

}  // namespace spate
