#include "base/json.hpp"

#include "catch.hpp"

namespace spate {

TEST_CASE("JSON is one line, or one line per value with an indent") {
  const Json json{{"b", 1}, {"a", {true, nullptr}}};
  CHECK(json_text(json) == R"({"b":1,"a":[true,null]})");
  CHECK(json_text(json, 2) == "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}");
}

TEST_CASE("text of any bytes becomes a JSON string") {
  CHECK(json_text("a\"b\\c\n\x01\x7F") == "\"a\\\"b\\\\c\\n\\u0001\x7F\"");
  CHECK(json_text("\u00e9\U0001F600") == "\"\u00e9\U0001F600\"");
  CHECK(json_text("a\xFFz\xC3") == "\"a\uFFFDz\uFFFD\"");
}

TEST_CASE("ASCII JSON escapes other characters") {
  CHECK(ascii_json_text("\u00e9\U0001F600") == R"("\u00e9\ud83d\ude00")");
  CHECK(ascii_json_text(Json{{"\u00e9", "\xFF"}}, 1) == "{\n \"\\u00e9\": \"\\ufffd\"\n}");
}

}  // namespace spate
