#include "run/maintenance/failure_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kafka/error_names.hpp"
#include "report/figures.hpp"

namespace spate::run {
namespace {

constexpr Duration kRepeatInterval = 30 * kSecond;

}  // namespace

std::vector<std::string> FailureReporter::collect(const stats::RunStats& stats, MonotonicTime now) {
  std::vector<std::string> news;
  const auto streams = stats.streams.read();
  std::erase_if(reported_, [&](const auto& told) {
    return std::none_of(streams.begin(), streams.end(),
                        [&](const auto& stream) { return stream->name == told.first.first; });
  });
  for (const auto& stream : streams) {
    for (const auto& [code, records] : stats::read_failures(*stream)) {
      LastReport& told = reported_[{stream->name, code}];
      if (records < told.records) told = {};  // another stream, of the name of one that went since
      const bool first = told.records == 0;
      if (records == told.records || (!first && now - told.at < kRepeatInterval)) continue;
      news.push_back(fmt::format("stream {}: {}{} records failed with {} ({})", stream->name,
                                 report::grouped(records - told.records), first ? "" : " more", kafka::error_name(code),
                                 kafka::error_text(code)));
      told = {.records = records, .at = now};
    }
  }
  return news;
}

}  // namespace spate::run
