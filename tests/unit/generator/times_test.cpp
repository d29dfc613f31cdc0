// now(), event_time() and ago().
#include <cmath>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {

TEST_CASE("event_time is the intended time without imperfections") {
  RecordMaker maker{
      "a: =now()\nb: =event_time()\nc: =event_time(\"epoch_us\")\n"
      "d: =now(\"epoch_ns\")\ne: =ago(1ms, 1ms, \"epoch_ns\")\n"};
  REQUIRE(maker.problems == "");
  CHECK(
      maker.value() ==
      R"({"a":"2026-11-23T18:13:35.441209","b":"2026-11-23T18:13:35.441209","c":1795457615441209,"d":1795457615441209000,"e":1795457615440209000})");
}

TEST_CASE("no conversion writes more bytes than its bound") {
  constexpr WallTime kLongNames{1'790'175'545 * kSecond};  // Wednesday, 23 September 2026: the longest names
  for (const char conversion : std::string{"%aAbBcCdDeFgGhHIjmMpPrRsSTuUVwWxXyYzZ"}) {
    std::string format;
    for (int n = 0; n < 5; ++n) format += {'%', conversion};
    RecordMaker maker{"x: '=now(\"" + format + "\")'\n"};
    CAPTURE(format);
    REQUIRE(maker.problems == "");
    std::vector<char> memory(maker.generator->max_bytes());
    const auto rendered = maker.generator->write(memory.data(), {0, kLongNames});
    CHECK(rendered.used + 32 <= maker.generator->max_bytes());
    CHECK(rendered.value_size > std::string{"{\"x\":\"\"}"}.size());
  }
  CHECK(evaluate("now(\"%c%c%c%c%c%c\")").find("the time may have 144 bytes: use a format of at most 127") !=
        std::string::npos);
}

TEST_CASE("a format that begins like a named format has a correct bound") {
  RecordMaker maker{"x: =now(\"iso week %V of %G, on %A, %d %B %Y at %H:%M:%S\")\n"};
  REQUIRE(maker.problems == "");
  std::vector<char> memory(maker.generator->max_bytes());
  const auto rendered = maker.generator->write(memory.data(), {0, kWall});
  CHECK(rendered.used + 32 <= maker.generator->max_bytes());
  CHECK(std::string(rendered.value, rendered.value_size) ==
        R"({"x":"iso week 48 of 2026, on Monday, 23 November 2026 at 18:13:35"})");
}

TEST_CASE("ago is uniform between its two durations before the intended time") {
  RecordMaker maker{"x: =ago(1min, 250h, \"epoch_us\")\n"};
  REQUIRE(maker.problems == "");
  constexpr int kDraws = 10'000;
  const std::int64_t now = kWall.time_since_epoch() / kMicrosecond;
  double sum = 0;
  for (std::uint64_t n = 0; n < kDraws; ++n) {
    const auto age = now - std::stoll(maker.value(n).substr(5));
    REQUIRE((age >= 60'000'000 && age <= 900'000'000'001));
    sum += static_cast<double>(age) / 900e9;
  }
  CHECK(std::abs(sum / kDraws - 0.5) < 4 / std::sqrt(12.0 * kDraws));
}

TEST_CASE("ago accepts every format and is the same for the same record") {
  RecordMaker maker{"a: =ago(5min, 5min)\nb: =ago(0, 1d, \"iso_utc\")\nc: =ago(24h, 24h, \"%d/%m/%Y\")\n"};
  REQUIRE(maker.problems == "");
  const auto value = maker.value(7);
  CHECK(value.starts_with(R"({"a":"2026-11-23T18:08:35.441209","b":"2026-11-2)"));
  CHECK(value.ends_with(R"(Z","c":"22/11/2026"})"));
  CHECK(maker.value(7) == value);
  CHECK(maker.value(8) != value);
}

TEST_CASE("times use the zone of the scenario's clock, including daylight saving time") {
  const std::string fields =
      "a: =now()\nb: =now(\"iso_utc\")\nc: =now(\"%a %H:%M %z %Z\")\nd: =event_time(\"%H:%M\")\ne: =ago(0, 0, "
      "\"%H:%M\")\n"
      "f: =now(\"epoch_s\")\n";
  const auto in_zone = [&](const std::string& zone, WallTime wall) {
    RecordMaker maker{fields, "", "clock: {zone: " + zone + "}\n"};
    return maker.ok() ? maker.value(0, wall) : maker.problems;
  };
  CHECK(in_zone("Asia/Kathmandu", kWall) ==
        R"({"a":"2026-11-23T23:58:35.441209","b":"2026-11-23T18:13:35.441209Z","c":"Mon 23:58 +0545 +0545",)"
        R"("d":"23:58","e":"23:58","f":1795457615})");
  // 2026-10-25 in Paris, before and after the clock goes back: the same hour twice.
  CHECK(in_zone("Europe/Paris", WallTime{1'792'886'400 * kSecond}) ==
        R"({"a":"2026-10-25T02:00:00.000000","b":"2026-10-25T00:00:00.000000Z","c":"Sun 02:00 +0200 CEST",)"
        R"("d":"02:00","e":"02:00","f":1792886400})");
  CHECK(in_zone("Europe/Paris", WallTime{1'792'890'000 * kSecond}) ==
        R"({"a":"2026-10-25T02:00:00.000000","b":"2026-10-25T01:00:00.000000Z","c":"Sun 02:00 +0100 CET",)"
        R"("d":"02:00","e":"02:00","f":1792890000})");
}

TEST_CASE("%s is rejected if the scenario sets a time zone") {
  CHECK(RecordMaker{"a: =now(\"%s\")\n", "", "clock: {zone: UTC}\n"}.problems.find("use epoch_s") != std::string::npos);
  CHECK(RecordMaker{"a: =now(\"%s\")\n"}.ok());
}

TEST_CASE("ago rejects other types, future times and empty ranges") {
  CHECK(evaluate("ago(2h, 1h)").find("min may be above max: use the shorter duration first") != std::string::npos);
  CHECK(evaluate("ago(-1s, 1h)").find("the duration may be out of range: use 0s to 36525d") != std::string::npos);
  CHECK(evaluate("ago(\"1h\", 2h)").find("expected a number") != std::string::npos);
  CHECK(evaluate("ago(1e0, 2h)").find("expected a duration") != std::string::npos);
}

}  // namespace spate::generator
