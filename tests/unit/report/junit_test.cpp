#include "report/junit.hpp"

#include "catch.hpp"
#include "report/exit_code.hpp"

using namespace spate;
using namespace spate::report;

namespace {

Summary one_stream() {
  Summary summary;
  summary.scenario = "shop";
  summary.started = "2026-11-23T18:13:35Z";
  summary.duration_seconds = 15.02;
  summary.streams.emplace_back().name = "orders";
  return summary;
}

}  // namespace

TEST_CASE("each threshold and each other cause of an exit code is a test case") {
  auto summary = one_stream();
  summary.streams[0].thresholds = {
      {.text = "rate >= 99%", .value = 0.612, .unit = scenario::Threshold::Unit::share, .passed = false},
      {.text = "failed == 0", .value = 0.0, .unit = scenario::Threshold::Unit::records, .passed = true}};
  CHECK(to_junit(summary) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"shop\" tests=\"6\" failures=\"1\" errors=\"0\" time=\"15.020\">\n"
        "  <testsuite name=\"shop\" tests=\"6\" failures=\"1\" errors=\"0\" time=\"15.020\" skipped=\"0\" "
        "timestamp=\"2026-11-23T18:13:35Z\">\n"
        "    <testcase classname=\"shop.orders\" name=\"rate &gt;= 99%\" time=\"15.020\">\n"
        "      <failure message=\"rate &gt;= 99%: the value was 61.20 %\"/>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop.orders\" name=\"failed == 0\" time=\"15.020\"/>\n"
        "    <testcase classname=\"shop.orders\" name=\"no record failed\" time=\"15.020\"/>\n"
        "    <testcase classname=\"shop.orders\" name=\"no backlog was skipped\" time=\"15.020\"/>\n"
        "    <testcase classname=\"shop.orders\" name=\"the account balances\" time=\"15.020\"/>\n"
        "    <testcase classname=\"shop\" name=\"the run completed\" time=\"15.020\"/>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST_CASE("failed records, skipped backlog and an unbalanced account fail their test cases") {
  auto summary = one_stream();
  auto& stream = summary.streams[0];
  stream.failures = {{"_MSG_TIMED_OUT", 1203}, {"_TRANSPORT", 2}};
  stream.account.skipped[static_cast<std::size_t>(stats::SkipReason::backlog)] = 7;
  stream.balanced = false;
  const auto xml = to_junit(summary);
  CHECK_THAT(xml, ContainsSubstring("failures=\"3\""));
  CHECK_THAT(xml, ContainsSubstring("1,203 failed with _MSG_TIMED_OUT, 2 failed with _TRANSPORT"));
  CHECK_THAT(xml, ContainsSubstring("7 skipped: the backlog exceeded max_backlog"));
  CHECK_THAT(xml, ContainsSubstring("it does not balance: a bug in spate, please report it"));
}

TEST_CASE("skipped backlog of a rate in bytes fails its test case") {
  auto summary = one_stream();
  summary.streams[0].account.skipped_bytes[static_cast<std::size_t>(stats::SkipReason::late)] = 5'000;
  CHECK_THAT(to_junit(summary), ContainsSubstring("failures=\"0\""));
  summary.streams[0].account.skipped_bytes[static_cast<std::size_t>(stats::SkipReason::backlog)] = 3'072;
  CHECK_THAT(to_junit(summary), ContainsSubstring("failures=\"1\""));
  CHECK_THAT(to_junit(summary), ContainsSubstring("3.0 KiB skipped: the backlog exceeded max_backlog"));
}

TEST_CASE("a fatal error is a test error") {
  auto summary = one_stream();
  summary.exit = kExitFatal;
  CHECK_THAT(to_junit(summary), ContainsSubstring("errors=\"1\""));
  CHECK_THAT(to_junit(summary), ContainsSubstring("<error message=\"a fatal error ended the run"));
}

TEST_CASE("names are escaped in the XML document") {
  auto summary = one_stream();
  summary.scenario = "a\"b<c>&\x01";
  CHECK_THAT(to_junit(summary), ContainsSubstring("name=\"a&quot;b&lt;c&gt;&amp; \""));
}
