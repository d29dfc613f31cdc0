#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/printable.hpp"
#include "report/exit_code.hpp"
#include "report/figures.hpp"

namespace spate::report {
namespace {

struct TestCase {
  std::string classname;  // scenario.stream
  std::string name;
  std::string failure;  // empty: passed
  std::string error;    // empty: no error
};

// XML 1.0 does not allow most control characters, not even escaped.
std::string escaped(std::string_view text) {
  std::string xml;
  for (const char c : printable_line(text)) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:
        xml += c;
    }
  }
  return xml;
}

std::string failed_records(const StreamSummary& stream) {
  std::string text;
  for (const auto& [error, records] : stream.failures)
    text += fmt::format("{}{} failed with {}", text.empty() ? "" : ", ", grouped(records), error);
  return text;
}

std::string skipped_backlog(const StreamSummary& stream) {
  constexpr auto kBacklog = static_cast<std::size_t>(stats::SkipReason::backlog);
  const auto records = stream.account.skipped[kBacklog];
  const auto bytes = stream.account.skipped_bytes[kBacklog];
  if (records == 0 && bytes == 0) return {};
  return fmt::format("{} skipped: the backlog exceeded max_backlog", records > 0 ? grouped(records) : size_text(bytes));
}

void add_stream(std::vector<TestCase>& cases, const std::string& scenario, const StreamSummary& stream) {
  const auto classname = fmt::format("{}.{}", scenario, stream.name);
  for (const ThresholdResult& result : stream.thresholds) {
    const auto failure = result.passed ? "" : fmt::format("{}: the value was {}", result.text, value_text(result));
    cases.push_back({classname, result.text, failure, ""});
  }
  cases.push_back({classname, "no record failed", failed_records(stream), ""});
  cases.push_back({classname, "no backlog was skipped", skipped_backlog(stream), ""});
  cases.push_back({classname, "the account balances",
                   stream.balanced ? "" : "it does not balance: a bug in spate, please report it", ""});
}

std::vector<TestCase> test_cases(const Summary& summary) {
  std::vector<TestCase> cases;
  for (const StreamSummary& stream : summary.streams) add_stream(cases, summary.scenario, stream);
  const bool fatal = summary.exit == kExitFatal;
  cases.push_back({summary.scenario, "the run completed", "", fatal ? "a fatal error ended the run: see the log" : ""});
  return cases;
}

// All cases have the duration of the run.
std::string case_element(const TestCase& test, double seconds) {
  const auto head = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", escaped(test.classname),
                                escaped(test.name), seconds);
  if (!test.error.empty())
    return fmt::format("{}>\n      <error message=\"{}\"/>\n    </testcase>\n", head, escaped(test.error));
  if (test.failure.empty()) return head + "/>\n";
  return fmt::format("{}>\n      <failure message=\"{}\"/>\n    </testcase>\n", head, escaped(test.failure));
}

}  // namespace

std::string to_junit(const Summary& summary) {
  const auto cases = test_cases(summary);
  const auto failures =
      std::count_if(cases.begin(), cases.end(), [](const auto& test) { return !test.failure.empty(); });
  const auto errors = std::count_if(cases.begin(), cases.end(), [](const auto& test) { return !test.error.empty(); });
  const auto counts = fmt::format("name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"",
                                  escaped(summary.scenario), cases.size(), failures, errors, summary.duration_seconds);
  auto xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite {0} skipped=\"0\" "
      "timestamp=\"{1}\">\n",
      counts, escaped(summary.started));
  for (const TestCase& test : cases) xml += case_element(test, summary.duration_seconds);
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace spate::report
