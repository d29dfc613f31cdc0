#include "base/timestamp_parser.hpp"

#include <array>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;

namespace {

constexpr WallTime kTime{1'795'457'615 * kSecond};  // 2026-11-23T18:13:35Z

std::optional<WallTime> parse(const char* format, const std::string& text, const char* zone = "Etc/UTC") {
  const auto parser = TimestampParser::of(format, Zone::named(zone).value());
  REQUIRE(parser);
  return parser->read(text);
}

}  // namespace

TEST_CASE("timestamps are parsed in every format of now() and RFC 3339") {
  struct Row {
    const char* format;
    const char* text;
    Duration::rep fraction;
  };
  const auto row = GENERATE(
      Row{"iso_utc", "2026-11-23T18:13:35.441209Z", 441'209'000}, Row{"iso_utc", "2026-11-23T18:13:35Z", 0},
      Row{"iso_utc", "2026-11-23 18:13:35.4Z", 400'000'000},
      Row{"iso_utc", "2026-11-23T18:13:35.123456789123z", 123'456'789}, Row{"iso_utc", "2026-11-23T19:13:35+01:00", 0},
      Row{"iso_utc", "2026-11-23T13:43:35-0430", 0}, Row{"iso_utc", "2026-11-23T18:13:35", 0},
      Row{"iso", "2026-11-23T18:13:35,5Z", 500'000'000}, Row{"epoch_s", "1795457615", 0},
      Row{"epoch_s", "1795457615.25", 250'000'000}, Row{"epoch_ms", "1795457615441", 441'000'000},
      Row{"epoch_ms", "1795457615441.5", 441'500'000}, Row{"epoch_us", "1795457615441209", 441'209'000},
      Row{"epoch_ns", "1795457615441209001", 441'209'001}, Row{"epoch_ns", "1795457615441209001.9", 441'209'001},
      Row{"epoch_s", "1.795457615e9", 0}, Row{"epoch_s", "1.79545761525E+9", 250'000'000},
      Row{"epoch_s", "1795457615000e-3", 0}, Row{"epoch_ms", "1.795457615441e12", 441'000'000},
      Row{"epoch_ns", "17954576154412090010000e-4", 441'209'001}, Row{"epoch_s", "0.00000000001795457615e20", 0},
      Row{"epoch_s", "1795457615.00000000000000000000000000000000000000000000000009", 0},
      Row{"%d/%m/%Y %H:%M:%S.%f", "23/11/2026 18:13:35.5", 500'000'000},
      Row{"%a, %d %b %Y %T %z", "Mon, 23 Nov 2026 20:13:35 +0200", 0}, Row{"%s", "1795457615", 0});
  CAPTURE(row.format, row.text);
  CHECK(parse(row.format, row.text) == kTime + Duration{row.fraction});
}

TEST_CASE("a timestamp without an offset is local time, before and after a change of offset") {
  CHECK(parse("iso", "2026-11-23T18:13:35", "Europe/Paris") == kTime - 3600 * kSecond);
  CHECK(parse("iso", "2026-07-23T18:13:35", "Europe/Paris") == parse("iso_utc", "2026-07-23T16:13:35Z"));
  CHECK(parse("iso_utc", "2026-11-23T18:13:35", "Europe/Paris") == kTime);
  CHECK(parse("%Y-%m-%d %H:%M", "2026-11-23 18:13", "America/New_York") == kTime + (5 * 3600 - 35) * kSecond);
}

TEST_CASE("small and negative epoch numbers are timestamps") {
  CHECK(parse("epoch_s", "0e999999") == WallTime{});
  CHECK(parse("epoch_s", "1e-999999") == WallTime{});
  CHECK(parse("epoch_s", "-1.5e0") == WallTime{-1'500 * kMillisecond});
  CHECK(parse("epoch_ns", "-9e17") == WallTime{-900'000'000 * kSecond});
}

TEST_CASE("an invalid timestamp is nullopt") {
  CHECK_FALSE(parse("epoch_s", std::string("1795457615\0", 11)));
  CHECK_FALSE(parse("iso_utc", std::string("2026-11-23T18:13:35Z\0x", 22)));
  for (const auto* text : {"", "now", "2026-11-23", "2026-11-23T18:13", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                           "2026-11-23T25:00:00Z", "2026-11-23T18:13:35Zz", "2026-11-23T18:13:35+1",
                           "9999-01-01T00:00:00Z", "1795457615"}) {
    CAPTURE(text);
    CHECK_FALSE(parse("iso_utc", text));
  }
  for (const auto* text : {"", "-", "x", "1e", "1e+", "1.e9", "1e9.5", "e9", "1.", "1 ", "1e20", "1e99999999999",
                           "-1e20", "99999999999999999999", "9223372036854775"}) {
    CAPTURE(text);
    CHECK_FALSE(parse("epoch_s", text));
  }
  CHECK_FALSE(parse("epoch_s", std::string(200, '1')));
  CHECK(parse("epoch_s", "-1.5") == WallTime{-1'500 * kMillisecond});
}

TEST_CASE("a format that does not determine the day is rejected") {
  for (const auto* format : {"", "epoch", "iso8601", "%H:%M:%S", "%m-%d %T", "%f%f %F", "%Y", "%", "%Q"}) {
    CAPTURE(format);
    CHECK_FALSE(TimestampParser::of(format, Zone{}));
  }
}

TEST_CASE("text of strftime parses to the same time, at any second of two centuries") {
  std::mt19937_64 random{5};
  const auto zone = Zone::named("Australia/Lord_Howe").value();
  const auto parser = TimestampParser::of("%FT%T%z", zone).value();
  for (int i = 0; i < 2000; ++i) {
    const auto second = static_cast<std::time_t>(random() % (200ULL * 365 * 86'400)) - 100LL * 365 * 86'400;
    std::tm fields{};
    zone.calendar(second, fields);
    std::array<char, 64> text{};
    REQUIRE(std::strftime(text.data(), text.size(), "%FT%T%z", &fields) > 0);
    CAPTURE(text.data());
    // %z has no seconds, but offsets before standard time had them.
    if (fields.tm_gmtoff % 60 == 0) CHECK(parser.read(text.data()) == WallTime{second * kSecond});
  }
}
