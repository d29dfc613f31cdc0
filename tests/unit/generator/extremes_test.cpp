// Numbers at the limits of 64 bits: draws, output and errors.
#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {

TEST_CASE("int() draws uniformly from any range of 64-bit integers") {
  struct Row {
    std::string call;
    std::int64_t min, max;
  };
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  const std::vector<Row> rows{{"int(0, 9223372036854775807)", 0, kMax},
                              {"int(-9223372036854775808, 9223372036854775807)", kMin, kMax},
                              {"int(-9223372036854775808, 0)", kMin, 0},
                              {"int(-1, 9223372036854775807)", -1, kMax},
                              {"int(if(index() >= 0, 0, 0), 9223372036854775807)", 0, kMax}};
  constexpr int kDraws = 2'000;
  for (const auto& row : rows) {
    CAPTURE(row.call);
    RecordMaker maker{"=" + row.call};
    REQUIRE(maker.problems == "");
    int above = 0;
    std::uint64_t bits_set = 0;
    std::uint64_t bits_clear = 0;
    const auto middle = row.min / 2 + row.max / 2;
    for (std::uint64_t index = 0; index < kDraws; ++index) {
      const auto value = std::stoll(maker.value(index));
      CHECK((value >= row.min && value <= row.max));
      above += value > middle ? 1 : 0;
      bits_set |= static_cast<std::uint64_t>(value);
      bits_clear |= ~static_cast<std::uint64_t>(value);
    }
    CHECK(std::abs(above - kDraws / 2) < 150);  // six standard deviations
    CHECK(std::popcount(bits_set) >= 63);
    CHECK(std::popcount(bits_clear) >= 63);
  }
}

TEST_CASE("float() draws from the whole range of doubles") {
  RecordMaker maker{"{x: '=float(-1.7976931348623157e308, 1.7976931348623157e308)'}"};
  REQUIRE(maker.problems == "");
  int above = 0;
  for (std::uint64_t index = 0; index < 1'000; ++index)
    above += maker.value(index).find('-') == std::string::npos ? 1 : 0;
  CHECK(std::abs(above - 500) < 100);  // six standard deviations
}

TEST_CASE("the largest and smallest numbers are written exactly") {
  CHECK(evaluate("9223372036854775807") == "9223372036854775807");
  CHECK(evaluate("-9223372036854775808") == "-9223372036854775808");
  CHECK(evaluate("-9.223372036854775808") == "-9.223372036854775808");
  CHECK(evaluate("int(9223372036854775807, 9223372036854775807)") == "9223372036854775807");
  CHECK(evaluate("int(-9223372036854775808, -9223372036854775808)") == "-9223372036854775808");
  CHECK(evaluate("decimal(9.223372036854775807, 9.223372036854775807, 18)") == "9.223372036854775807");
  CHECK(evaluate("max(-9223372036854775808, 9223372036854775807)") == "9223372036854775807");
}

TEST_CASE("a number that does not fit 64 bits is rejected in any expression") {
  for (const auto* expression : {"9223372036854775808", "-9223372036854775809", "1 - 9223372036854775808",
                                 "0.1234567890123456789", "int(0, 9223372036854775808)", "-(9223372036854775808)"}) {
    CAPTURE(expression);
    CHECK(evaluate(expression).find("the number does not fit 64 bits, or has more than 18 decimal places") !=
          std::string::npos);
  }
  CHECK(evaluate("abs(-9223372036854775808)").find("64 bits") != std::string::npos);
}

}  // namespace spate::generator
