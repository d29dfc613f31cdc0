#include "scenario/text/rate_text.hpp"

#include <cstdio>
#include <random>

#include "catch.hpp"

namespace spate::scenario {
namespace {

void check(const char* text, Rate::Unit unit, std::uint64_t amount, Duration per) {
  CAPTURE(text);
  const auto rate = parse_rate(text).value;
  REQUIRE(rate);
  CHECK(rate->unit == unit);
  CHECK(rate->amount == amount);
  CHECK(rate->per == per);
}

}  // namespace

TEST_CASE("a rate is an exact amount per exact interval") {
  check("500/s", Rate::Unit::records, 500, kSecond);
  check("0.2/s", Rate::Unit::records, 1, 5 * kSecond);
  check("30/min", Rate::Unit::records, 30, kMinute);
  check("1/300ms", Rate::Unit::records, 1, 300 * kMillisecond);
  check("1/10min", Rate::Unit::records, 1, 10 * kMinute);
  check("5 / 2 s", Rate::Unit::records, 5, 2 * kSecond);
  check("2.50/s", Rate::Unit::records, 5, 2 * kSecond);
  check("1/7d", Rate::Unit::records, 1, kMinute * 60 * 24 * 7);
  check("1000000000/s", Rate::Unit::records, 1'000'000'000, kSecond);
}

TEST_CASE("a rate can be in bytes, or max") {
  check("2 MiB/s", Rate::Unit::bytes, 2'097'152, kSecond);
  check("1.5KB/min", Rate::Unit::bytes, 1500, kMinute);
  check("0.5 B/s", Rate::Unit::bytes, 1, 2 * kSecond);
  check("max", Rate::Unit::unlimited, 0, {});
}

TEST_CASE("an invalid rate is rejected with the fix") {
  CHECK(parse_rate("500").problem == "missing time unit in \"500\": use 500/s");
  CHECK(parse_rate("2 MiB").problem == "missing time unit in \"2 MiB\": use 2 MiB/s");
  CHECK(parse_rate("5/m").problem == "\"5/m\" could mean minutes or months: use 5/min");
  CHECK(parse_rate("5/0s").problem == "the interval in \"5/0s\" is zero: use max for an unlimited rate");
  CHECK(parse_rate("fast").problem ==
        "invalid rate \"fast\": use a rate such as 500/s, 30/min, 1/10min, 2 MiB/s or max");
  CHECK(parse_rate("500 per s").problem ==
        "invalid rate \"500 per s\": use a rate such as 500/s, 30/min, 1/10min, 2 MiB/s or max");
}

TEST_CASE("a rate without an exact representation is rejected") {
  CHECK_FALSE(parse_rate("1000000001/s").value);    // more than one per nanosecond
  CHECK_FALSE(parse_rate("0.000000001/7d").value);  // one per 19 million years
  CHECK_FALSE(parse_rate("99999999 TiB/s").value);
  CHECK_FALSE(parse_rate("8000000000 GiB/s").value);  // 19 digits when printed in bytes: the parser rejects them
  CHECK(parse_rate("999999999999999999 B/s").value);
  CHECK_FALSE(parse_rate("1.0000000001/s").value);  // ten decimals
  for (const char* text : {"", "/", "/s", "5/", "5//s", "-5/s", "5/-1s", "5/s/s", "MAX", "5 records/s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate(text).value);
  }
}

TEST_CASE("a printed rate reads as the same rate") {
  std::mt19937_64 random{3};
  const auto draw = [&](std::uint64_t max) { return std::uniform_int_distribution<std::uint64_t>{1, max}(random); };
  for (int i = 0; i < 20'000; ++i) {
    const Rate rate{draw(2) == 1 ? Rate::Unit::bytes : Rate::Unit::records, draw(1'000'000),
                    static_cast<Duration::rep>(draw(1000)) * (draw(2) == 1 ? kMillisecond : kMinute)};
    const auto reread = parse_rate(format_rate(rate)).value;
    CAPTURE(format_rate(rate));
    REQUIRE(reread);
    REQUIRE(reread->unit == rate.unit);
    REQUIRE(reread->amount == rate.amount);
    REQUIRE(reread->per == rate.per);
  }
}

TEST_CASE("a decimal rate is parsed as an exact fraction") {
  std::mt19937_64 random{4};
  for (int i = 0; i < 5'000; ++i) {
    const auto thousandths = std::uniform_int_distribution<std::uint64_t>{1, 999'999}(random);
    char text[40];
    std::snprintf(text, sizeof text, "%d.%03d/s", static_cast<int>(thousandths / 1000),
                  static_cast<int>(thousandths % 1000));
    const auto rate = parse_rate(text).value;
    REQUIRE(rate);
    // amount / per == thousandths / 1000 s, by cross-multiplication
    REQUIRE(rate->amount * 1000 == thousandths * static_cast<std::uint64_t>(rate->per / kSecond));
  }
}

TEST_CASE("common rates are printed in their usual form") {
  CHECK(format_rate(*parse_rate("500/s").value) == "500/s");
  CHECK(format_rate(*parse_rate("30/min").value) == "30/min");
  CHECK(format_rate(*parse_rate("0.2/s").value) == "1/5s");
  CHECK(format_rate(*parse_rate("1/15s").value) == "1/15s");
  CHECK(format_rate(*parse_rate("2 KiB/s").value) == "2048 B/s");
  CHECK(format_rate(*parse_rate("max").value) == "max");
}

TEST_CASE("a factor is a decimal with x, parsed exactly") {
  const auto is = [](std::string_view text, std::uint64_t times, std::uint64_t over) {
    const auto factor = parse_factor(text).value;
    return factor && factor->times == times && factor->over == over;
  };
  CHECK(is("3x", 3, 1));
  CHECK(is("1.5x", 3, 2));
  CHECK(is("0x", 0, 1));
  CHECK(is("0.001 x", 1, 1000));
  CHECK(is("2.500000000x", 5, 2));
  for (const auto* text : {"", "x", "3", "3%", "-1x", "1/3x", "3X", "3xx", "1.0000000001x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_factor(text).value);
  }
  for (const auto* text : {"3x", "1.5x", "0x", "0.001x", "2.25x", "1000000x", "0.000000001x"})
    CHECK(format_factor(*parse_factor(text).value) == text);
}

}  // namespace spate::scenario
