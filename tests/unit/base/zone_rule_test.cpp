#include "base/zone_rule.hpp"

#include <string>
#include <vector>

#include "base/rfc3339.hpp"
#include "base/time.hpp"
#include "catch.hpp"

namespace spate {
namespace {

std::int64_t epoch_seconds(const std::string& text) { return parse_rfc3339(text)->time_since_epoch() / kSecond; }

}  // namespace

// The expected offsets are those of Python's zoneinfo (PEP 615) for the rule alone.
TEST_CASE("a zone rule changes the offset on its days") {
  struct Row {
    std::string rule, time;
    std::int64_t offset;
    bool saving;
    std::string name;
  };
  const std::vector<Row> rows{
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-07-01T12:00:00Z", 7200, true, "CEST"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T00:59:59Z", 3600, false, "CET"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 7200, true, "CEST"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T00:59:59Z", 7200, true, "CEST"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T01:00:00Z", 3600, false, "CET"},
      {"EST5EDT,M3.2.0,M11.1.0", "2100-07-01T00:00:00Z", -14400, true, "EDT"},
      {"EST5EDT,M3.2.0,M11.1.0", "2100-12-31T23:00:00Z", -18000, false, "EST"},
      // The southern summer includes the end of the year.
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2050-01-01T00:00:00Z", 39600, true, "AEDT"},
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2050-07-01T00:00:00Z", 36000, false, "AEST"},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2050-01-01T00:00:00Z", 39600, true, "+11"},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2050-07-01T00:00:00Z", 37800, false, "+1030"},
      // Ireland's standard time is its summer time.
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2060-01-15T00:00:00Z", 0, true, "GMT"},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2060-07-15T00:00:00Z", 3600, false, "IST"},
      // The change is on the evening before.
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2045-03-26T00:59:59Z", -7200, false, "-02"},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2045-03-26T01:00:00Z", -3600, true, "-01"},
      {"<+0330>-3:30", "2090-07-01T00:00:00Z", 12600, false, "+0330"},
      {"UTC0", "2250-01-01T00:00:00Z", 0, false, "UTC"},
      {"<-12>+12", "2250-01-01T00:00:00Z", -43200, false, "-12"},
      // Day J60 is March 1, also in leap years. Day 59, counted from 0, is February 29 in leap years.
      {"AAA3BBB,J60/0,J300/0", "2048-03-01T02:59:59Z", -10800, false, "AAA"},
      {"AAA3BBB,J60/0,J300/0", "2048-03-01T03:00:00Z", -7200, true, "BBB"},
      {"AAA3BBB,J60/0,J300/0", "2049-03-01T03:00:00Z", -7200, true, "BBB"},
      {"AAA3BBB,59/0,300/0", "2048-02-29T03:00:00Z", -7200, true, "BBB"},
      {"AAA3BBB,59/0,300/0", "2049-03-01T02:59:59Z", -10800, false, "AAA"},
      {"AAA3BBB,59/0,300/0", "2049-03-01T03:00:00Z", -7200, true, "BBB"},
      // Daylight saving all year (RFC 8536, 3.3.1).
      {"XXX3EDT4,0/0,J365/23", "2051-01-01T00:00:00Z", -14400, true, "EDT"},
      {"XXX3EDT4,0/0,J365/23", "2051-12-31T23:59:59Z", -14400, true, "EDT"},
      {"XXX3EDT4,0/0,J365/23", "2052-06-01T00:00:00Z", -14400, true, "EDT"},
      {"ABC-1:02:03", "2051-01-01T00:00:00Z", 3723, false, "ABC"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.rule, row.time);
    const auto rule = ZoneRule::parse(row.rule);
    REQUIRE(rule);
    const auto info = rule->at(epoch_seconds(row.time));
    CHECK(info.offset == row.offset);
    CHECK(info.daylight_saving == row.saving);
    CHECK(std::string{info.abbreviation} == row.name);
  }
}

TEST_CASE("next_change() returns the next change of offset or nullopt") {
  const auto paris = *ZoneRule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(paris.next_change(epoch_seconds("2040-01-01T00:00:00Z")) == epoch_seconds("2040-03-25T01:00:00Z"));
  CHECK(paris.next_change(epoch_seconds("2040-03-25T01:00:00Z")) == epoch_seconds("2040-10-28T01:00:00Z"));
  CHECK(paris.next_change(epoch_seconds("2040-12-31T23:59:59Z")) == epoch_seconds("2041-03-31T01:00:00Z"));
  const auto sydney = *ZoneRule::parse("AEST-10AEDT,M10.1.0,M4.1.0/3");
  CHECK(sydney.next_change(epoch_seconds("2050-01-01T00:00:00Z")) == epoch_seconds("2050-04-02T16:00:00Z"));
  CHECK_FALSE(ZoneRule::parse("UTC0")->next_change(0));
  CHECK_FALSE(ZoneRule::parse("XXX3EDT4,0/0,J365/23")->next_change(epoch_seconds("2051-01-01T00:00:00Z")));
}

TEST_CASE("an invalid zone rule is rejected") {
  for (const auto* text : {"", "CET", "1CET", "CE-1", "CET-25", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0",
                           "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
                           "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,J1",
                           "<+03-3", "CET-1:60", "CET--1", "CET-1CEST,M3.-5.0,J1"}) {
    CAPTURE(text);
    CHECK_FALSE(ZoneRule::parse(text));
  }
}

}  // namespace spate
