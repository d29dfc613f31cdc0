#include "scenario/text/units.hpp"

#include <random>

#include "catch.hpp"

namespace spate::scenario {

TEST_CASE("durations with a space or decimals are parsed exactly") {
  CHECK(parse_duration("250ms").value == 250 * kMillisecond);
  CHECK(parse_duration("5 s").value == 5 * kSecond);
  CHECK(parse_duration("2min").value == 2 * kMinute);
  CHECK(parse_duration("1h").value == 60 * kMinute);
  CHECK(parse_duration("7d").value == kMinute * 60 * 24 * 7);
  CHECK(parse_duration("1.5s").value == 1500 * kMillisecond);
  CHECK(parse_duration("0.001us").value == Duration{1});
  CHECK(parse_duration("0s").value == Duration{});
}

TEST_CASE("a duration with a missing, ambiguous or unknown unit is rejected with the fix") {
  CHECK(parse_duration("30").problem == "missing unit in \"30\": use 30s (or us, ms, s, min, h or d)");
  CHECK(parse_duration("5m").problem == "\"5m\" could mean minutes or months: use 5min");
  CHECK(parse_duration("5 m").problem == "\"5 m\" could mean minutes or months: use 5min");
  CHECK(parse_duration("5sec").problem == "unknown unit in \"5sec\": use us, ms, s, min, h or d");
  CHECK(parse_duration("soon").problem ==
        "invalid duration \"soon\": use a number and us, ms, s, min, h or d, such as 30s");
}

TEST_CASE("an invalid, fractional, negative or too large duration is rejected") {
  for (const char* text : {"", "s", "-5s", "+5s", "1.s", ".5s", "1e3s", "5s ", " 5s", "1,5s", "0x5s"})
    CHECK_FALSE(parse_duration(text).value);
  CHECK_FALSE(parse_duration("0.0001us").value);              // a tenth of a nanosecond
  CHECK_FALSE(parse_duration("107000d").value);               // 293 years
  CHECK_FALSE(parse_duration("9999999999999999999s").value);  // 19 digits
}

TEST_CASE("sizes have units of powers of 1000 and of 1024") {
  CHECK(parse_size("300B").value == 300);
  CHECK(parse_size("10 MB").value == 10'000'000);
  CHECK(parse_size("512 KiB").value == 524'288);
  CHECK(parse_size("1.5GiB").value == 1'610'612'736);
  CHECK(parse_size("0.5 KB").value == 500);
  CHECK_FALSE(parse_size("0.5 B").value);
  CHECK_FALSE(parse_size("99999999 TiB").value);
  CHECK(parse_size("300").problem == "missing unit in \"300\": use 300B (or KB, MB, GB, TB, KiB, MiB, GiB, TiB)");
  CHECK(parse_size("5 mb").problem == "unknown unit in \"5 mb\": use B, KB, MB, GB, TB, KiB, MiB, GiB or TiB");
}

TEST_CASE("shares are percentages or fractions of 1") {
  CHECK(*parse_share("2%").value == Approx(0.02));
  CHECK(*parse_share("0.02").value == Approx(0.02));
  CHECK(*parse_share("100 %").value == Approx(1));
  CHECK(*parse_share("0").value == Approx(0));
  CHECK(parse_share("200%").problem == "share \"200%\" is above 100%: use a share up to 100% or 1");
  CHECK(parse_share("2 percent").problem == "invalid share \"2 percent\": use a share such as 2% or 0.02");
}

TEST_CASE("counts have only digits") {
  CHECK(parse_count("0").value == 0);
  CHECK(parse_count("18446744073709551615").value == UINT64_MAX);
  for (const char* text : {"", "-1", "1.0", "1 ", " 1", "1k", "1_000", "0x10", "+1", "18446744073709551616"})
    CHECK_FALSE(parse_count(text).value);
}

TEST_CASE("a printed duration reads as the same duration") {
  std::mt19937_64 random{1};
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = std::uniform_int_distribution<unsigned>{0, 62}(random);
    const auto span = Duration{random() & ((1ULL << bits) - 1U)} % (1'000'000 * kSecond);
    CAPTURE(span.count(), format_duration(span));
    REQUIRE(parse_duration(format_duration(span)).value == span);
    const auto seconds = span.count() % 1'000'000 * kSecond;
    REQUIRE(parse_duration(format_duration(seconds)).value == seconds);
  }
}

TEST_CASE("a printed size reads as the same size") {
  std::mt19937_64 random{2};
  for (int i = 0; i < 20'000; ++i) {
    const auto shift = std::uniform_int_distribution<unsigned>{6, 63}(random);
    const auto bytes = random() >> shift;
    REQUIRE(parse_size(format_size(bytes)).value == bytes);
  }
  CHECK(format_size(10'000'000'000) == "10 GB");
  CHECK(format_size(524'288) == "512 KiB");
}

TEST_CASE("durations are printed in the largest unit that divides them") {
  CHECK(format_duration(60 * kSecond) == "1min");
  CHECK(format_duration(90 * kSecond) == "90s");
  CHECK(format_duration({}) == "0s");
  CHECK(format_duration(Duration{1}) == "0.001us");
}

TEST_CASE("a long quoted value is cut between characters") {
  CHECK(quote_value("short") == "\"short\"");
  const auto cut = quote_value(std::string(59, 'a') + "éé");
  CHECK(cut == "\"" + std::string(59, 'a') + "…\"");
}

}  // namespace spate::scenario
