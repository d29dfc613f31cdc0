#include "preview/sample/pretty_json.hpp"

#include "catch.hpp"

using namespace spate;
using namespace spate::preview;

TEST_CASE("nested values are indented by two") {
  CHECK(pretty_json(R"({"a":1,"b":{"c":[1,2],"d":[]},"e":{}})") ==
        "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [\n      1,\n      2\n    ],\n    \"d\": []\n  },\n  \"e\": {}\n}");
}

TEST_CASE("numbers keep their digits") { CHECK(pretty_json("[1.10]") == "[\n  1.10\n]"); }

TEST_CASE("braces, commas and escaped quotes inside strings are unchanged") {
  CHECK(pretty_json(R"({"a":"x{,\"}:y\\"})") == "{\n  \"a\": \"x{,\\\"}:y\\\\\"\n}");
}

TEST_CASE("spaces between tokens are replaced, spaces inside strings are unchanged") {
  CHECK(
      pretty_json("{\"a\": 1 , \"b c\" : [ 1.50 ,\t\"x  y\" ], \"d\": [ ], \"e\": { \"f\" : null } }") ==
      "{\n  \"a\": 1,\n  \"b c\": [\n    1.50,\n    \"x  y\"\n  ],\n  \"d\": [],\n  \"e\": {\n    \"f\": null\n  }\n}");
}

TEST_CASE("text that is not JSON keeps every character") {
  CHECK(pretty_json("no value") == "no value");
  CHECK(pretty_json("\"open") == "\"open");
  CHECK(pretty_json("]") == "\n]");
}

TEST_CASE("colors distinguish names, texts, numbers and words") {
  constexpr Palette kLetters{.name = "<N", .text = "<T", .number = "<#", .word = "<W", .off = ">"};
  CHECK(pretty_json(R"({"a":"b:","c":[-1.5e3,null,true]})", kLetters) ==
        "{\n  <N\"a\">: <T\"b:\">,\n  <N\"c\">: [\n    <#-1.5e3>,\n    <Wnull>,\n    <Wtrue>\n  ]\n}");
  CHECK(pretty_json(R"({ "a" : true })", kLetters) == "{\n  <N\"a\">: <Wtrue>\n}");
}
