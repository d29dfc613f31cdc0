// The record language.
#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {

TEST_CASE("plain scalars follow JSON and keep their digits") {
  RecordMaker maker{"a: 1.10\nb: -0\nc: 1e5\nd: true\ne: null\nf: \"1.10\"\ng: 01\nh: yes\ni: \"==x\"\nj: $$5\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() ==
        R"({"a":1.10,"b":-0,"c":1e5,"d":true,"e":null,"f":"1.10","g":"01","h":"yes","i":"=x","j":"$5"})");
}

TEST_CASE("decimal arithmetic is exact") {
  CHECK(evaluate("0.1 + 0.2") == "0.3");
  CHECK(evaluate("19.99 * 3") == "59.97");
  CHECK(evaluate("1.10 + 0") == "1.10");
  CHECK(evaluate("10 / 3") == "3.333333");
  CHECK(evaluate("59.90 / 2") == "29.95000000");
  CHECK(evaluate("-1 / 8") == "-0.125000");
  CHECK(evaluate("-7 % 3") == "2");
  CHECK(evaluate("7 % -3") == "-2");
  CHECK(evaluate("7.5 % 2") == "1.5");
  CHECK(evaluate("2 + 3 * 4 - -1") == "15");
  CHECK(evaluate("(2 + 3) * 4") == "20");
  CHECK(evaluate("round(2.675, 2)") == "2.68");
  CHECK(evaluate("round(2.665, 2)") == "2.66");
  CHECK(evaluate("round(-0.5)") == "0");
  CHECK(evaluate("round(5, 2)") == "5.00");
  CHECK(evaluate("abs(-3.50)") == "3.50");
  CHECK(evaluate("min(3, 2.5, 4)") == "2.5");
  CHECK(evaluate("9223372036854775807 - 1") == "9223372036854775806");
}

TEST_CASE("arithmetic with a float gives a float") {
  CHECK(evaluate("0.5 * 1e0") == "0.5");
  CHECK(evaluate("1 / 4e0") == "0.25");
  CHECK(evaluate("1e300 * 1e10").find("infinite") != std::string::npos);
}

TEST_CASE("durations are in seconds, percentages are fractions") {
  CHECK(evaluate("5min") == "300");
  CHECK(evaluate("250ms") == "0.250");
  CHECK(evaluate("2%") == "0.02");
  CHECK(evaluate("7 % 4") == "3");
  CHECK(evaluate("50% == 0.5") == "true");
}

TEST_CASE("a list is accepted only as an argument of pick") {
  CHECK(evaluate("pick([7])") == "7");
  CHECK(evaluate("pick([\"a\", \"a\"])") == "\"a\"");
  CHECK(evaluate("pick([])").find("the list is empty") != std::string::npos);
  CHECK(evaluate("[1, 2]").find("a list is only allowed in pick") != std::string::npos);
  CHECK(evaluate("pick([1, 2], weight=[1])").find("expected a list of weights: use 2 numbers") != std::string::npos);
  CHECK(evaluate("pick([1, 2").find("missing \",\" or \"]\" at the end") != std::string::npos);
}

TEST_CASE("comparisons, logic, if and maybe") {
  CHECK(evaluate("1.50 == 1.5") == "true");
  CHECK(evaluate("2 > 1.99") == "true");
  CHECK(evaluate("\"a\" < \"b\"") == "true");
  CHECK(evaluate("not (1 == 1) or 2 <= 2 and true") == "true");
  CHECK(evaluate("null == null") == "true");
  CHECK(evaluate("1 == null") == "false");
  CHECK(evaluate("if(index() > 0, 1 / index(), 7)") == "7.000000");
  CHECK(evaluate("maybe(0%, 5)") == "null");
  CHECK(evaluate("maybe(100%, 5)") == "5");
  CHECK(evaluate("maybe(0.5, 3) + 1").size() > 0);
}

TEST_CASE("text contains values of expressions") {
  RecordMaker maker{
      "a: x-${1 + 1}-y\nb: \"${7:03}|${-7:+d}|${255:x}|${255:#X}|${1.005:.2f}|${2.5e0:.3f}\"\n"
      "c: '${\"ab\":*^6}|${\"abc\":.2}|${true}'\nd: 'é${\"\\\"q\\\"\\n\"}'\ne: \"$${x}\"\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() ==
        R"({"a":"x-2-y","b":"007|-7|ff|0XFF|1.00|2.500","c":"**ab**|ab|true","d":"é\"q\"\n","e":"${x}"})");
}

TEST_CASE("expressions use variables, earlier fields and fields of objects") {
  RecordMaker maker{
      "$let:\n  n: =int(5, 5)\na: =n\nuser-agent: curl\nb: =a * 2\no:\n  p: =b + 1\n  q: =p + a\nr: =o.q\n"
      "s: '=field(\"user-agent\")'\nt: u-${s}\nu: =t\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() ==
        R"({"a":5,"user-agent":"curl","b":10,"o":{"p":11,"q":16},"r":16,"s":"curl","t":"u-curl","u":"u-curl"})");
}

TEST_CASE("aggregates compute over the items of an array") {
  RecordMaker maker{
      "items:\n  $repeat: 3\n  $let:\n    n: =item() + 1\n  $item:\n    n: =n\n    price: =n * 1.50\n"
      "total: =sum(items.price)\nbest: =max(items.price)\nleast: =min(items.n)\nhow_many: =count(items)\n"
      "none:\n  $repeat: 0\n  $item: x\nnone_sum: =count(none)\nplain: [1, two, =1 + 2]\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() ==
        R"({"items":[{"n":1,"price":1.50},{"n":2,"price":3.00},{"n":3,"price":4.50}],"total":9.00,"best":4.50,)"
        R"("least":1,"how_many":3,"none":[],"none_sum":0,"plain":[1,"two",3]})");
}

TEST_CASE("a field of array items is rejected outside an aggregate") {
  const std::string items = "items:\n  $repeat: =int(0, 3)\n  $item:\n    n: =item()\n    o: {p: 1}\n";
  for (const auto* expression : {"=items.n", "=items.o.p + 1", "${items.n}", "=field(\"items.n\")"})
    CHECK(RecordMaker{items + "x: " + expression + "\n"}.problems.find("items is an array: use count(items)") !=
          std::string::npos);
  CHECK(RecordMaker{items, "headers: {n: =items.n}\n"}.problems.find("items is an array") != std::string::npos);
  CHECK(RecordMaker{items, "key: =items.n\n"}.problems.find("items is an array") != std::string::npos);
}

TEST_CASE("omitted items are neither written nor counted") {
  RecordMaker maker{
      "items:\n  $repeat: 4\n  $item:\n    $when: =item() % 2 == 1\n    n: =item()\n"
      "total: =sum(items.n)\nhow_many: =count(items)\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() == R"({"items":[{"n":1},{"n":3}],"total":4,"how_many":2})");
}

TEST_CASE("count of a list counts the items that are written") {
  RecordMaker maker{
      "tags: [a, 2, {b: 1}, [1, 2]]\nn: =count(tags)\nempty: []\nnone: =count(empty)\n"
      "some: [{$when: =index() == 1, $value: 1}, {$when: =index() == 1, $value: 2, $else: null}, 3]\n"
      "written: =count(some)\nlines: {$repeat: 2, $item: {c: [x, y], m: =count(c)}}\n"
      "all: {$when: =index() == 1, $value: [1, 2]}\nif_any: =count(all)\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value(0) == R"({"tags":["a",2,{"b":1},[1,2]],"n":4,"empty":[],"none":0,"some":[null,3],"written":2,)"
                          R"("lines":[{"c":["x","y"],"m":2},{"c":["x","y"],"m":2}],"if_any":0})");
  CHECK(maker.value(1) == R"({"tags":["a",2,{"b":1},[1,2]],"n":4,"empty":[],"none":0,"some":[1,2,3],"written":3,)"
                          R"("lines":[{"c":["x","y"],"m":2},{"c":["x","y"],"m":2}],"all":[1,2],"if_any":2})");
}

TEST_CASE("an array counts a null that $else writes as an item") {
  RecordMaker maker{
      "items: {$repeat: 3, $item: {$when: =item() > 0, $else: null, n: =item()}}\n"
      "total: =sum(items.n)\nhow_many: =count(items)\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() == R"({"items":[null,{"n":1},{"n":2}],"total":3,"how_many":3})");
}

TEST_CASE("sum and max of a list are rejected") {
  for (const auto* aggregate : {"=sum(tags)", "=max(tags)"})
    CHECK(RecordMaker{std::string{"tags: [1, 2]\nx: "} + aggregate + "\n"}.problems.find("tags is a list") !=
          std::string::npos);
}

TEST_CASE("$when omits members at any position, and an omitted member is null") {
  const std::string first = "a:\n  $when: =index() % 2 == 0\n  $value: 1\n";
  const std::string last = "c:\n  $when: =index() < 2\n  d: =5\n";
  RecordMaker all{first + last};
  CHECK(all.value(0) == R"({"a":1,"c":{"d":5}})");
  CHECK(all.value(1) == R"({"c":{"d":5}})");
  CHECK(all.value(2) == R"({"a":1})");
  CHECK(all.value(3) == "{}");
  RecordMaker around{first + "b: 2\n" + last + "e: =c.d\nf: =c.d + 1\n"};
  REQUIRE(around.problems == "");
  CHECK(around.value(0) == R"({"a":1,"b":2,"c":{"d":5},"e":5,"f":6})");
  CHECK(around.value(3) == R"({"b":2,"e":null,"f":null})");
}

TEST_CASE("$else: null writes an omitted member as null") {
  RecordMaker maker{
      "a:\n  $when: =index() % 2 == 0\n  $else: null\n  b: =index()\nc: {$when: =index() == 1, $value: x, $else: "
      "null}\n"
      "d: =a.b\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value(0) == R"({"a":{"b":0},"c":null,"d":0})");
  CHECK(maker.value(1) == R"({"a":null,"c":"x","d":null})");
  RecordMaker only{"a: {$when: false, $value: 1, $else: null}\nb: {$when: true, $value: 2}\n"};
  CHECK(only.value() == R"({"a":null,"b":2})");
  RecordMaker list{"a: [{$when: =index() == 1, $value: 1, $else: null}, {$when: =index() == 0, $value: 2}]\n"};
  CHECK(list.value(0) == R"({"a":[null,2]})");
  CHECK(list.value(1) == R"({"a":[1]})");
  CHECK(RecordMaker{"a: {$when: true, $value: 1, $else: 5}\n"}.problems.find("set $else: null") != std::string::npos);
  CHECK(RecordMaker{"a: {b: 1, $else: null}\n"}.problems.find("$else needs $when: add $when") != std::string::npos);
}

TEST_CASE("a map under $value has variables; its condition is next to $value") {
  RecordMaker maker{
      "a: {$when: =index() == 0, $let: {v: 5}, $value: {$let: {w: =v + 1}, x: =w}}\n"
      "b: {$value: {$repeat: 2, $let: {k: =item() * 3}, $item: =k}}\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value(0) == R"({"a":{"x":6},"b":[0,3]})");
  CHECK(maker.value(1) == R"({"b":[0,3]})");
  CHECK(RecordMaker{"a: {$when: true, $value: {$when: false, x: 1}}\n"}.problems.find(
            "$when is not allowed inside $value") != std::string::npos);
  CHECK(RecordMaker{"a: {$value: {$repeat: 3}}\n"}.problems.find("missing $item") != std::string::npos);
  CHECK(RecordMaker{"a: {$value: {$whne: true, x: 1}}\n"}.problems.find("did you mean \"$when\"") != std::string::npos);
  RecordMaker root{"$let: {a: =index()}\n$value: {$let: {b: =a + 1}, x: =b}\n"};
  REQUIRE(root.problems == "");
  CHECK(root.value(3) == R"({"x":4})");
}

TEST_CASE("$when at the root makes a tombstone and keeps the key") {
  RecordMaker maker{"$when: =index() % 2 == 0\nid: k-${index()}\n", "key: id\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.record(0).value == R"({"id":"k-0"})");
  CHECK(maker.record(1).tombstone);
  CHECK(maker.record(1).key == "k-1");
}

TEST_CASE("$$ref is a field called $ref") { CHECK(RecordMaker{"$$ref: 1\nx: 2\n"}.value() == R"({"$ref":1,"x":2})"); }

TEST_CASE("a key is the text of a field; a null or omitted field gives no key") {
  const auto key = [](const std::string& record, const std::string& path) {
    RecordMaker maker{record, "key: " + path + "\n"};
    REQUIRE(maker.problems == "");
    const auto generated = maker.record(0);
    return generated.keyed ? generated.key : "(none)";
  };
  CHECK(key("a: =7\nb: 1\n", "a") == "7");
  CHECK(key("a: 1.50\nb: 1\n", "a") == "1.50");
  CHECK(key("a: true\nb: 1\n", "a") == "true");
  CHECK(key("a:\n  b: \"say \\\"hi\\\"\"\n", "a.b") == "say \"hi\"");
  CHECK(key("a.b: x\nc: 1\n", "a.b") == "x");
  CHECK(key("a: null\nb: 1\n", "a") == "(none)");
  CHECK(key("a: =maybe(0%, 1)\nb: 1\n", "a") == "(none)");
  CHECK(key("a:\n  $when: false\n  $value: x\nb: 1\n", "a") == "(none)");
}

TEST_CASE("text and CSV records are written unquoted or quoted as needed") {
  RecordMaker text{"\"GET /${int(1, 1)} \\\"x\\\"\""};
  REQUIRE(text.problems == "");
  CHECK(text.value() == "GET /1 \"x\"");
  RecordMaker csv{"a: 1\nb: \"x,y\"\nc: say \"hi\"\nd: null\ne: =one_of(\"p,q\", \"p,q\")\nf: ${int(1, 1)}\n",
                  "format: csv\n"};
  REQUIRE(csv.problems == "");
  CHECK(csv.value() == "1,\"x,y\",\"say \"\"hi\"\"\",,\"p,q\",1");
}

TEST_CASE("a sized table has the same rows in every record and stream") {
  const std::string tables =
      "tables:\n  devices:\n    size: 50\n    columns:\n      id: dev-${row():03}\n"
      "      model: =one_of(\"A\", \"B\", \"C\")\n      label: ${id}/${model}\n";
  RecordMaker maker{
      "k: =int(0, 49)\n$let:\n  d: =row_of(devices, index() % 50)\nid: =d.id\nmodel: =d.model\nlabel: =d.label\n",
      tables};
  REQUIRE(maker.problems == "");
  RecordMaker other{"id: =row_of(devices, 7).label\n", tables + "name: other\n"};
  REQUIRE(other.problems == "");
  const auto seven = maker.value(7);
  CHECK(seven.find("\"id\":\"dev-007\"") != std::string::npos);
  CHECK(seven.find(other.value(123).substr(6, 9)) != std::string::npos);
  const auto from_id = [](const std::string& value) { return value.substr(value.find("\"id\"")); };
  CHECK(from_id(seven) == from_id(maker.value(57)));
}

TEST_CASE("lookup finds a row by a cell; without a match its columns are null") {
  const std::string tables =
      "tables:\n  t:\n    columns: [n, name, price]\n    rows:\n      - [1, b, 2.50]\n      - [2, a, 3]\n";
  RecordMaker maker{
      "$let:\n  r: =lookup(t, name, \"a\")\n  s: =lookup(t, n, 9)\nx: =r.price\ny: =s.price\nz: =s.price == null\n",
      tables};
  REQUIRE(maker.problems == "");
  CHECK(maker.value() == R"({"x":3.00,"y":null,"z":true})");
}

TEST_CASE("a value that cannot be computed stops the stream with the record and field") {
  RecordMaker maker{"ok: 1\nbad: =9223372036854775807 * (index() - 5)\n"};
  REQUIRE(maker.problems == "");
  CHECK(maker.value(5).find("\"bad\":0") != std::string::npos);
  CHECK(maker.value(7) == "streams[0].record.bad: record 7: the number does not fit 64 bits");
  RecordMaker zero{"x: =1 / (index() - 3)\n"};
  CHECK(zero.value(3) == "streams[0].record.x: record 3: division by zero: use if() to exclude a divisor of 0");
}

}  // namespace spate::generator
