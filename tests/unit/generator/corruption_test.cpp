// Malformed values: each has exactly the defect of its kind.
#include "generator/corruption.hpp"

#include <simdjson.h>

#include <set>

#include "base/random.hpp"
#include "catch.hpp"

namespace spate::generator {
namespace {

std::string broken(const std::string& value, Corruption corruption) {
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

TEST_CASE("JSON cut short is never JSON, and always the beginning of the value") {
  for (const auto& value : kValues) {
    std::set<std::size_t> sizes;
    for (std::uint64_t n = 0; n < 400; ++n) {
      const auto cut = broken(value, {.kind = Imperfection::truncated, .json = true, .bits = random::mix(1, n)});
      CHECK(cut.size() < value.size());
      CHECK(value.compare(0, cut.size(), cut) == 0);
      CHECK_FALSE(is_json(cut));
      sizes.insert(cut.size());
    }
    CHECK(sizes.size() > value.size() / 2);
  }
  CHECK(broken("123", {.kind = Imperfection::truncated, .json = true, .bits = 5}).empty());
  CHECK(broken("a line", {.kind = Imperfection::truncated, .bits = UINT64_MAX}) == "a lin");
}

TEST_CASE("a wrong type is one field of another type, and still JSON") {
  const auto with = [](const std::string& value, std::uint64_t bits) {
    return broken(value, {.kind = Imperfection::wrong_type, .json = true, .bits = bits});
  };
  std::set<std::string> seen;
  for (std::uint64_t n = 0; n < 100; ++n)
    seen.insert(with(R"({"a":1,"b":"two","c":[1,"}"],"d":{"e":","},"f":null})", random::mix(2, n)));
  CHECK(seen == std::set<std::string>{R"({"a":"1","b":"two","c":[1,"}"],"d":{"e":","},"f":null})",
                                      R"({"a":1,"b":0,"c":[1,"}"],"d":{"e":","},"f":null})",
                                      R"({"a":1,"b":"two","c":"wrong type","d":{"e":","},"f":null})",
                                      R"({"a":1,"b":"two","c":[1,"}"],"d":"wrong type","f":null})",
                                      R"({"a":1,"b":"two","c":[1,"}"],"d":{"e":","},"f":"null"})"});
  CHECK(with("{}", 1) == "\"wrong type\"");
  CHECK(with("[1]", 1) == "\"wrong type\"");
  CHECK(with("12", 1) == "\"12\"");
  CHECK(with(R"({ "a" : 1 })", 1) == R"({ "a" : "1" })");
  for (const auto& value : kValues) CHECK(is_json(with(value, 7)));
}

TEST_CASE("invalid UTF-8 is one byte that UTF-8 does not have, within a string where there is one") {
  for (const auto& value : kValues) {
    for (std::uint64_t n = 0; n < 200; ++n) {
      const auto wrong = broken(value, {.kind = Imperfection::invalid_utf8, .json = true, .bits = random::mix(3, n)});
      CHECK(wrong.size() == value.size());
      CHECK_FALSE(is_utf8(wrong));
      std::string mended = wrong;
      const auto at = wrong.find('\xff');
      REQUIRE(at != std::string::npos);
      mended[at] = 'x';
      if (value.find('\\') == std::string::npos) CHECK(is_json(mended));
    }
  }
  CHECK(broken("", {.kind = Imperfection::invalid_utf8}) == "\xff");
}

TEST_CASE("an oversized value has the size asked for, is still JSON, and does not compress to nothing") {
  for (const std::size_t size : {2000U, 100000U}) {
    for (const auto& value : kValues) {
      const auto large = broken(value, {.kind = Imperfection::oversized, .json = true, .oversized = size, .bits = 9});
      CHECK(large.size() == size);
      CHECK(is_json(large));
    }
  }
  CHECK(broken("{}", {.kind = Imperfection::oversized, .json = true, .oversized = 30, .bits = 1}).size() == 30);
  const auto text = broken("a line", {.kind = Imperfection::oversized, .oversized = 100, .bits = 1});
  CHECK(text.size() == 100);
  CHECK(text.starts_with("a line"));
  CHECK(std::set<char>(text.begin(), text.end()).size() > 10);
  CHECK(broken("a line", {.kind = Imperfection::oversized, .oversized = 3}) == "a line");
}

}  // namespace spate::generator
