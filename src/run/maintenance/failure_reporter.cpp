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
  std::vector<std::string> lines;
  const auto streams = stats.streams.read();
  std::erase_if(reported_, [&](const auto& entry) {
    return std::none_of(streams.begin(), streams.end(),
                        [&](const auto& stream) { return stream->name == entry.first.first; });
  });
  for (const auto& stream : streams) {
    for (const auto& [code, records] : stats::read_failures(*stream)) {
      LastReport& last = reported_[{stream->name, code}];
      if (records < last.records) last = {};  // a new stream with the name of an evicted one
      const bool first = last.records == 0;
      if (records == last.records || (!first && now - last.at < kRepeatInterval)) continue;
      lines.push_back(fmt::format("stream {}: {}{} records failed with {} ({})", stream->name,
                                  report::grouped(records - last.records), first ? "" : " more",
                                  kafka::error_name(code), kafka::error_text(code)));
      last = {.records = records, .at = now};
    }
  }
  return lines;
}

}  // namespace spate::run
