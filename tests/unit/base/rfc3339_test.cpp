#include "base/rfc3339.hpp"

#include "catch.hpp"

namespace spate {

TEST_CASE("a timestamp is parsed to the nanosecond with any UTC offset") {
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == WallTime{});
  CHECK(parse_rfc3339("2026-11-23T18:13:35.441209Z") == WallTime{std::chrono::microseconds{1'795'457'615'441'209}});
  CHECK(parse_rfc3339("2026-11-23t19:13:35.441209+01:00") ==
        WallTime{std::chrono::microseconds{1'795'457'615'441'209}});
  CHECK(parse_rfc3339("2026-11-23T12:43:35.441209000-05:30") ==
        WallTime{std::chrono::microseconds{1'795'457'615'441'209}});
  CHECK(parse_rfc3339("1969-12-31T23:59:59.999999999z") == WallTime{Duration{-1}});
  CHECK(parse_rfc3339("2024-02-29T00:00:00Z") == WallTime{1'709'164'800 * kSecond});
}

TEST_CASE("an invalid RFC 3339 timestamp is rejected") {
  for (const auto* text : {"",
                           "now",
                           "2026-11-23",
                           "2026-11-23T18:13:35",
                           "2026-11-23 18:13:35Z",
                           "2026-11-23T18:13Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-00T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T18:60:00Z",
                           "2026-11-23T18:13:60Z",
                           "2026-11-23T18:13:35+1:00",
                           "2026-11-23T18:13:35+24:00",
                           "2026-11-23T18:13:35.Z",
                           "2026-11-23T18:13:35.1234567890Z",
                           "1699-12-31T00:00:00Z",
                           "2200-01-01T00:00:00Z",
                           " 2026-11-23T18:13:35Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("a formatted timestamp parses to the same time") {
  for (const auto* text : {"2026-11-23T18:13:35.441209Z", "1969-12-31T23:59:59.999999999Z", "2026-11-23T00:00:00Z"})
    CHECK(format_rfc3339(*parse_rfc3339(text)) == text);
  const auto paris = Zone::named("Europe/Paris");
  CHECK(format_rfc3339(*parse_rfc3339("2026-07-01T22:00:00.5Z"), paris) == "2026-07-02T00:00:00.5+02:00");
  CHECK(format_rfc3339(*parse_rfc3339("2026-12-01T22:00:00Z"), Zone::named("America/St_Johns")) ==
        "2026-12-01T18:30:00-03:30");
}

}  // namespace spate
