// docs/reference/metrics.md says what the code says, no more and no less.
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

}  // namespace

TEST_CASE("the page has exactly the rows of the table of families") {
  std::set<std::string> wanted;
  for (const auto& family : spate::metrics::families()) wanted.insert(row_of(family));
  const auto rows = rows_of_page();
  for (const auto& row : wanted) {
    INFO("docs/reference/metrics.md lacks this row: " << row);
    CHECK(rows.count(row) == 1);
  }
  for (const auto& row : rows) {
    INFO("docs/reference/metrics.md has a row that no family stands behind: " << row);
    CHECK(wanted.count(row) == 1);
  }
}

TEST_CASE("the page says how many series a stream has") {
  const auto series_of = [](std::size_t streams) {
    spate::stats::RunStats stats;
    spate::test::fill(stats, streams);
    return spate::test::Exposition{spate::metrics::Collector{stats}.expose()}.samples.size();
  };
  CHECK_THAT(page(), ContainsSubstring(fmt::format("\n{} for each stream", series_of(2) - series_of(1))));
  CHECK_THAT(page(), ContainsSubstring(fmt::format("streams and one broker make {},", series_of(4))));
}

TEST_CASE("the page names every error, every reason and every bucket") {
  const std::string text = page();
  for (const auto& error : spate::stats::kNamedErrors)
    CHECK_THAT(text, ContainsSubstring(fmt::format("`{}`", error.name)));
  for (const auto reason : spate::stats::kSkipReasons) CHECK_THAT(text, ContainsSubstring(fmt::format("`{}`", reason)));
  for (const auto reason : spate::stats::kLimits) CHECK_THAT(text, ContainsSubstring(fmt::format("`{}`", reason)));
  std::string bounds;
  for (const auto bound : spate::metrics::kBucketBounds) bounds += fmt::format("{}, ", spate::to_seconds(bound));
  CHECK_THAT(text, ContainsSubstring(bounds + "+Inf"));
}
