// uuid7, ulid, hex and pattern: format, order and randomness.
#include <algorithm>
#include <regex>
#include <set>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

std::string field_text(RecordMaker& maker, std::uint64_t index, WallTime wall = kWall) {
  const auto value = maker.value(index, wall);
  return value.substr(6, value.size() - 8);
}

}  // namespace

TEST_CASE("uuid7 and ulid sort by time, then by record index") {
  for (const auto* function : {"uuid7()", "ulid()"}) {
    CAPTURE(function);
    RecordMaker maker{"x: =" + std::string{function} + "\n"};
    REQUIRE(maker.problems == "");
    std::vector<std::string> ids;
    for (std::uint64_t n = 0; n < 2'000; ++n) {
      // Groups of three records have the same time. The groups are 300 ns apart, after 1,000 records about 1 s.
      const auto step = Duration{n / 3};
      ids.push_back(field_text(maker, n, kWall + step * (n < 1'000 ? 300 : 1'000'000'007)));
    }
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  }
}

TEST_CASE("uuid7 and ulid contain the time of the record and have the standard format") {
  RecordMaker uuid{"x: =uuid7()\n"};
  RecordMaker ulid{"x: =ulid()\n"};
  const std::regex uuid_format{"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
  const std::regex ulid_format{"[0-7][0-9A-HJKMNP-TV-Z]{25}"};
  for (std::uint64_t n = 0; n < 100; ++n) {
    const auto uuid_text = field_text(uuid, n);
    const auto ulid_text = field_text(ulid, n);
    REQUIRE(std::regex_match(uuid_text, uuid_format));
    REQUIRE(std::regex_match(ulid_text, ulid_format));
    CHECK(std::stoll(uuid_text.substr(0, 8) + uuid_text.substr(9, 4), nullptr, 16) ==
          kWall.time_since_epoch() / kMillisecond);
    std::int64_t milliseconds = 0;
    for (const char c : ulid_text.substr(0, 10)) {
      milliseconds =
          32 * milliseconds + static_cast<std::int64_t>(std::string_view{"0123456789ABCDEFGHJKMNPQRSTVWXYZ"}.find(c));
    }
    CHECK(milliseconds == kWall.time_since_epoch() / kMillisecond);
  }
}

TEST_CASE("two fields of one record have different identifiers") {
  RecordMaker maker{"a: =uuid7()\nb: =uuid7()\nc: =ulid()\nd: =ulid()\n"};
  const auto value = maker.value();
  CHECK(value.substr(6, 36) != value.substr(49, 36));
}

TEST_CASE("hex has the requested number of digits and uses all 16") {
  for (const int n : {1, 15, 16, 17, 1000}) {
    RecordMaker maker{"x: =hex(" + std::to_string(n) + ")\n"};
    REQUIRE(maker.problems == "");
    std::string all;
    for (std::uint64_t index = 0; index < 200; ++index) {
      const auto text = field_text(maker, index);
      REQUIRE(text.size() == static_cast<std::size_t>(n));
      all += text;
    }
    CHECK(all.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(std::set<char>(all.begin(), all.end()).size() == 16);
  }
  CHECK(evaluate("hex(0)").find("0 is out of range: use 1 to 4096") != std::string::npos);
}

TEST_CASE("pattern output matches the pattern and has enough distinct values") {
  const std::vector<std::pair<std::string, std::size_t>> patterns{{"[A-Z]{3}-[0-9]{4}", 900},
                                                                  {"a|bb|ccc", 3},
                                                                  {"(a|b)?c{2,4}", 9},
                                                                  {"\\d\\d[.]\\w{1,2}", 900},
                                                                  {"^x\\.y[^a-zA-Z0-9]$", 30},
                                                                  {"(?:GET|PUT) /[a-f0-9]{8}", 900},
                                                                  {"((ab?){2}c){1,3}-\\(\\)", 60},
                                                                  {"[\\d\\-x\\]]", 13},
                                                                  {".{5}", 900},
                                                                  {"\\D\\W\\S", 900},
                                                                  {"[-a]|[a-]|[]x]", 4},
                                                                  {"", 1}};
  for (const auto& [pattern, min_distinct] : patterns) {
    CAPTURE(pattern);
    RecordMaker maker{"'${pattern(\"" + pattern + "\")}'"};
    REQUIRE(maker.problems == "");
    // In ECMAScript "[]" is an empty set; in POSIX and Python the bracket is literal.
    const auto ecma = pattern == "[-a]|[a-]|[]x]" ? std::string{"[-a\\]x]"} : pattern;
    const std::regex expression{ecma};
    std::set<std::string> outputs;
    for (std::uint64_t n = 0; n < 1'000; ++n) {
      const auto text = maker.value(n);
      REQUIRE(std::regex_match(text, expression));
      outputs.insert(text);
    }
    CHECK(outputs.size() >= min_distinct);
  }
}

TEST_CASE("pattern output is escaped in JSON") {
  RecordMaker maker{"x: '=pattern(\"\\\"[\\\\]{2}é?\")'\n"};
  REQUIRE(maker.problems == "");
  const std::set<std::string> expected{R"({"x":"\"\\\\"})", R"({"x":"\"\\\\é"})"};
  for (std::uint64_t n = 0; n < 20; ++n) CHECK(expected.count(maker.value(n)) == 1);
}

TEST_CASE("unsupported pattern syntax is an error at its exact position") {
  const auto problem = [](const std::string& pattern) {
    return RecordMaker{"x: =pattern(\"" + pattern + "\")\n"}.problems;
  };
  // The pattern begins in column 20.
  CHECK(problem("ab*").find("t.yaml:6:22: streams[0].record.x: pattern: * has no upper bound: use one such as {0,8}") ==
        0);
  CHECK(problem("[a-z]+").find(
            "t.yaml:6:25: streams[0].record.x: pattern: + has no upper bound: use one such as {1,8}") == 0);
  CHECK(problem("a{2,}").find("t.yaml:6:21: streams[0].record.x: pattern: {m,} has no upper bound: use {m,n}") == 0);
  CHECK(problem("a(?=b)").find(":6:22: streams[0].record.x: pattern: (? is not supported") != std::string::npos);
  CHECK(problem("(a)\\1").find(":6:23: streams[0].record.x: pattern: references to groups") != std::string::npos);
  CHECK(problem("a\\b").find(":6:21: streams[0].record.x: pattern: \\b is not supported") != std::string::npos);
  CHECK(problem("(a").find(":6:20: streams[0].record.x: pattern: missing \")\" of this \"(\"") != std::string::npos);
  CHECK(problem("a)").find("missing \"(\" of this \")\"") != std::string::npos);
  CHECK(problem("[a").find(":6:20: streams[0].record.x: pattern: missing \"]\" of this \"[\"") != std::string::npos);
  CHECK(problem("[z-a]").find("the range z-a is empty: use a-z") != std::string::npos);
  CHECK(problem("a{3,2}").find("the first number is above the second") != std::string::npos);
  CHECK(problem("?a").find("nothing to repeat before \"?\"") != std::string::npos);
  CHECK(problem("a??").find("two repetitions in a row") != std::string::npos);
  CHECK(problem("a^").find("^ is only allowed at the start") != std::string::npos);
  CHECK(problem("[é]").find("only ASCII characters") != std::string::npos);
  CHECK(problem("(((a{1000}){1000}){1000}){1000}").find("longer than 8192") != std::string::npos);
  CHECK(problem(std::string(40, '(')).find("deeper than 16") != std::string::npos);
  CHECK(evaluate("pattern(5)").find("expected a constant text") != std::string::npos);
}

TEST_CASE("an unknown escape outside a pattern is an error") {
  CHECK(RecordMaker{"x: =one_of(\"a\\d\", \"b\")\n"}.problems.find(
            "t.yaml:6:20: streams[0].record.x: unknown escape") == 0);
}

}  // namespace spate::generator
