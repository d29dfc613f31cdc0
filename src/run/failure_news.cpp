#include "run/failure_news.hpp"

#include <fmt/format.h>

#include "kafka/error_names.hpp"
#include "run/figures.hpp"

namespace spate {
namespace {

constexpr Nanos kQuiet = 30 * kSecond;

}  // namespace

std::vector<std::string> FailureNews::look(const RunStats& stats, Nanos now) {
  std::vector<std::string> news;
  for (const auto& stream : stats.streams.read()) {
    for (const auto& [code, records] : read_failures(*stream)) {
      Told& told = told_[{stream->name, code}];
      if (records < told.records) told = {};  // another stream, of the name of one long gone
      const bool first = told.records == 0;
      if (records == told.records || (!first && now - told.at < kQuiet)) continue;
      news.push_back(fmt::format("stream {}: {}{} records failed with {} ({})", stream->name,
                                 grouped(records - told.records), first ? "" : " more", error_name(code),
                                 error_text(code)));
      told = {.records = records, .at = now};
    }
  }
  return news;
}

}  // namespace spate
