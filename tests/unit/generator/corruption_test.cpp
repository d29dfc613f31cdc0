// Malformed values: each has exactly the defect of its kind.
#include "generator/corruption.hpp"

#include <simdjson.h>

#include <set>

#include "base/random.hpp"
#include "catch.hpp"

namespace spate::generator {
namespace {

std::string corrupt_value(const std::string& value, Corruption corruption) {
  std::string memory(2 * value.size() + corruption.oversized + 128, '\0');
  return {memory.data(), write_malformed(value, corruption, memory.data())};
}

bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(text).error() == simdjson::SUCCESS;
}

bool is_utf8(const std::string& text) { return simdjson::validate_utf8(text); }

const std::vector<std::string> kValues{R"({"a":1,"b":"two","c":[1,{"d":"}"}],"e":null,"f":{"g":"\"x\\"}})",
                                       R"({"only":"text"})", R"([1,"a"])", R"("text")", R"({ "a" : 1 , "b" : "x" })"};

}  // namespace

TEST_CASE("a truncated JSON value is a prefix of the value and is invalid JSON") {
  for (const auto& value : kValues) {
    std::set<std::size_t> sizes;
    for (std::uint64_t n = 0; n < 400; ++n) {
      const auto cut = corrupt_value(value, {.kind = Imperfection::truncated, .json = true, .bits = random::mix(1, n)});
      CHECK(cut.size() < value.size());
      CHECK(value.compare(0, cut.size(), cut) == 0);
      CHECK_FALSE(is_json(cut));
      sizes.insert(cut.size());
    }
    CHECK(sizes.size() > value.size() / 2);
  }
  CHECK(corrupt_value("123", {.kind = Imperfection::truncated, .json = true, .bits = 5}).empty());
  CHECK(corrupt_value("a line", {.kind = Imperfection::truncated, .bits = UINT64_MAX}) == "a lin");
}

TEST_CASE("wrong_type changes the type of one field and keeps the value valid JSON") {
  const auto wrong_type = [](const std::string& value, std::uint64_t bits) {
    return corrupt_value(value, {.kind = Imperfection::wrong_type, .json = true, .bits = bits});
  };
  std::set<std::string> values;
  for (std::uint64_t n = 0; n < 100; ++n)
    values.insert(wrong_type(R"({"a":1,"b":"two","c":[1,"}"],"d":{"e":","},"f":null})", random::mix(2, n)));
  CHECK(values == std::set<std::string>{R"({"a":"1","b":"two","c":[1,"}"],"d":{"e":","},"f":null})",
                                        R"({"a":1,"b":0,"c":[1,"}"],"d":{"e":","},"f":null})",
                                        R"({"a":1,"b":"two","c":"wrong type","d":{"e":","},"f":null})",
                                        R"({"a":1,"b":"two","c":[1,"}"],"d":"wrong type","f":null})",
                                        R"({"a":1,"b":"two","c":[1,"}"],"d":{"e":","},"f":"null"})"});
  CHECK(wrong_type("{}", 1) == "\"wrong type\"");
  CHECK(wrong_type("[1]", 1) == "\"wrong type\"");
  CHECK(wrong_type("12", 1) == "\"12\"");
  CHECK(wrong_type(R"({ "a" : 1 })", 1) == R"({ "a" : "1" })");
  for (const auto& value : kValues) CHECK(is_json(wrong_type(value, 7)));
}

TEST_CASE("invalid_utf8 puts one invalid byte into a string of the value") {
  for (const auto& value : kValues) {
    for (std::uint64_t n = 0; n < 200; ++n) {
      const auto invalid =
          corrupt_value(value, {.kind = Imperfection::invalid_utf8, .json = true, .bits = random::mix(3, n)});
      CHECK(invalid.size() == value.size());
      CHECK_FALSE(is_utf8(invalid));
      std::string repaired = invalid;
      const auto position = invalid.find('\xff');
      REQUIRE(position != std::string::npos);
      repaired[position] = 'x';
      if (value.find('\\') == std::string::npos) CHECK(is_json(repaired));
    }
  }
  CHECK(corrupt_value("", {.kind = Imperfection::invalid_utf8}) == "\xff");
}

TEST_CASE("an oversized value has the requested size, is valid JSON and is not one repeated byte") {
  for (const std::size_t size : {2000U, 100000U}) {
    for (const auto& value : kValues) {
      const auto large =
          corrupt_value(value, {.kind = Imperfection::oversized, .json = true, .oversized = size, .bits = 9});
      CHECK(large.size() == size);
      CHECK(is_json(large));
    }
  }
  CHECK(corrupt_value("{}", {.kind = Imperfection::oversized, .json = true, .oversized = 30, .bits = 1}).size() == 30);
  const auto text = corrupt_value("a line", {.kind = Imperfection::oversized, .oversized = 100, .bits = 1});
  CHECK(text.size() == 100);
  CHECK(text.starts_with("a line"));
  CHECK(std::set<char>(text.begin(), text.end()).size() > 10);
  CHECK(corrupt_value("a line", {.kind = Imperfection::oversized, .oversized = 3}) == "a line");
}

}  // namespace spate::generator
