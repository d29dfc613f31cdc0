// Compares docs/reference/metrics.md with the code.
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "catch.hpp"
#include "metrics/collector.hpp"
#include "metrics/exposition.hpp"
#include "metrics/families.hpp"
#include "metrics/metrics_snapshot.hpp"
#include "metrics/run.hpp"

namespace {

std::string page() {
  std::ifstream file{SPATE_SOURCE "/docs/reference/metrics.md"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::set<std::string> rows_of_page() {
  std::set<std::string> rows;
  std::istringstream lines{page()};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| `spate_", 0) == 0 || line.rfind("| `process_", 0) == 0) rows.insert(line);
  }
  return rows;
}

std::string row_of(const spate::metrics::Family& family) {
  const char* const type = family.type == prometheus::MetricType::Counter ? "counter"
                           : family.type == prometheus::MetricType::Gauge ? "gauge"
                                                                          : "histogram";
  std::string labels;
  for (const auto label : family.labels) {
    if (!label.empty()) labels += fmt::format("{}`{}`", labels.empty() ? "" : ", ", label);
  }
  const auto cell = [](std::string_view text) { return text.empty() ? "|" : fmt::format("| {} ", text); };
  return fmt::format("| `{}` | {} {}{}| {} |", family.name, type, cell(labels), cell(family.unit), family.help);
}

std::size_t series_of(const spate::stats::RunStats& stats) {
  return spate::test::Exposition{spate::metrics::Collector{stats}.expose()}.samples.size();
}

}  // namespace

TEST_CASE("the metrics page has one row for each family") {
  std::set<std::string> expected;
  for (const auto& family : spate::metrics::families()) expected.insert(row_of(family));
  const auto rows = rows_of_page();
  for (const auto& row : expected) {
    INFO("docs/reference/metrics.md: missing row: " << row);
    CHECK(rows.count(row) == 1);
  }
  for (const auto& row : rows) {
    INFO("docs/reference/metrics.md: no family has this row: " << row);
    CHECK(expected.count(row) == 1);
  }
}

TEST_CASE("the metrics page states the number of series") {
  spate::stats::RunStats none, single, without_brokers;
  spate::test::fill(none, 0);
  spate::test::fill(single, 1);
  spate::test::fill(without_brokers, 0);
  without_brokers.client.replace({});
  const auto row = [](std::string_view what, std::size_t series) { return fmt::format("| {} | {} |\n", what, series); };
  const auto per_stream = series_of(single) - series_of(none);
  CHECK_THAT(page(), ContainsSubstring(row("each stream", per_stream)));
  CHECK_THAT(page(), ContainsSubstring(row("each broker", series_of(none) - series_of(without_brokers))));
  CHECK_THAT(page(), ContainsSubstring(row("the process", series_of(without_brokers))));
  single.streams[0]->end_to_end.measured = true;
  CHECK_THAT(page(), ContainsSubstring(row("each stream, in addition, with end-to-end latency",
                                           series_of(single) - series_of(none) - per_stream)));
}

TEST_CASE("the metrics page names every label value") {
  const std::string text = page();
  const auto check = [&](std::string_view value) { CHECK_THAT(text, ContainsSubstring(fmt::format("`{}`", value))); };
  for (const auto& error : spate::stats::kNamedErrors) check(error.name);
  for (const auto reason : spate::stats::kSkipReasons) check(reason);
  for (const auto reason : spate::stats::kLimitReasons) check(reason);
  for (const auto kind : spate::kImperfections) check(kind);
  for (const auto action : spate::stats::kControlActions) check(action);
}

TEST_CASE("the metrics page names every bucket") {
  const auto bounds = [](const auto& durations) {
    std::string line;
    for (const auto bound : durations) line += fmt::format("{}, ", spate::to_seconds(bound));
    return line + "+Inf";
  };
  CHECK_THAT(page(), ContainsSubstring(bounds(spate::metrics::kBucketBounds)));
  CHECK_THAT(page(), ContainsSubstring(bounds(spate::stats::kLatenessBounds)));
}
