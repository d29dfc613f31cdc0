// Unusual field names: empty, or with characters that paths use.
#include "catch.hpp"
#include "record_maker.hpp"

using namespace spate;
using namespace spate::generator;

TEST_CASE("a field may have an empty name") {
  struct Row {
    std::string record, value;
  };
  const std::vector<Row> rows{
      {"{\"\": 1, b: 2}", R"({"":1,"b":2})"},
      {"{b: 2, \"\": {\"\": {x: 1}}}", R"({"b":2,"":{"":{"x":1}}})"},
      {"{b: {$repeat: 2, $item: {\"\": 1}}}", R"({"b":[{"":1},{"":1}]})"},
      {"{b: [{\"\": 1}, 2, {\"\": [3]}]}", R"({"b":[{"":1},2,{"":[3]}]})"},
      {"{\"\": {$when: '=index() == 0', \"\": 1}, b: 2}", R"({"":{"":1},"b":2})"},
      {"{\"\": {$when: '=index() > 0', x: 1}, b: 2}", R"({"b":2})"},
      {"{\"\": {$when: '=index() > 0', $else: null, x: 1}, b: 2}", R"({"":null,"b":2})"},
      {"{\"\": '=hex(4)', b: '=field(\"\") == field(\"\")'}", ""},
      {"{$let: {\"\": 1}, b: 2}", R"({"b":2})"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.record);
    RecordMaker maker{row.record};
    REQUIRE(maker.problems == "");
    const auto value = maker.value();
    if (row.value.empty())
      CHECK(value.find("\"b\":true") != std::string::npos);
    else
      CHECK(value == row.value);
  }
}

TEST_CASE("a field with an empty name may be the key") {
  RecordMaker maker{"{\"\": 1, b: 2}", "key: '=field(\"\")'\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.record(0).key == "1");
}

TEST_CASE("a field whose name equals the path of a nested field is a separate field") {
  RecordMaker maker{"a: {b: =hex(8)}\n\"a.b\": =hex(8)\n\"\": {x: =hex(8)}\nx: =hex(8)\nc: =a.b\nd: =x\n"};
  REQUIRE(maker.problems == "");
  const auto value = maker.value();
  const auto text = [&](const std::string& prefix) { return value.substr(value.find(prefix) + prefix.size(), 8); };
  CHECK(text("\"a\":{\"b\":\"") != text("\"a.b\":\""));
  CHECK(text("\"\":{\"x\":\"") != text("},\"x\":\""));
  CHECK(text("\"c\":\"") == text("\"a\":{\"b\":\""));
  CHECK(text("\"d\":\"") == text("},\"x\":\""));
}

TEST_CASE("a field with a dot in its name uses the same person as its object") {
  RecordMaker maker{"n: =first_name()\n\"full.name\": =full_name()\n"};
  REQUIRE(maker.problems == "");
  for (std::uint64_t index = 0; index < 5; ++index) {
    const auto value = maker.value(index);
    const auto first = value.substr(6, value.find('"', 6) - 6);
    CAPTURE(value);
    CHECK(value.find("\"full.name\":\"" + first) != std::string::npos);
  }
}

TEST_CASE("clock_skew accepts a field with a dot in its name") {
  RecordMaker maker{"\"dev.ice\": =int(1, 3)\nat: =event_time()\n",
                    "imperfections: {clock_skew: {per: dev.ice, up_to: 1min}}\n"};
  CHECK(maker.problems == "");
}
