// The key of a record.
#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

GeneratedRecord make_record(const std::string& record, const std::string& key, std::uint64_t index = 0) {
  RecordMaker maker{record, "key: " + key + "\n"};
  INFO(maker.problems);
  REQUIRE(maker.ok());
  return maker.record(index);
}

}  // namespace

TEST_CASE("the key is the text of a field of any type") {
  CHECK(make_record("id: =index() + 40\n", "id", 2).key == "42");
  CHECK(make_record("price: 1.10\n", "price").key == "1.10");
  CHECK(make_record("up: true\n", "up").key == "true");
  CHECK(make_record("name: \"a\\\"b\"\n", "name").key == "a\"b");
  CHECK(make_record("a: {b: {c: =index()}}\n", "a.b.c", 9).key == "9");
}

TEST_CASE("a key may be an expression of the record's fields and variables") {
  CHECK(make_record("$let: {shard: =index() % 3}\nid: =index()\n", "=id * 10 + shard", 5).key == "52");
  CHECK(make_record("host: srv\n", "=host", 0).key == "srv");
  const auto uuid = make_record("a: 1\n", "=uuid4()");
  CHECK(uuid.key.size() == 36);
  CHECK(uuid.value == R"({"a":1})");
}

TEST_CASE("a key may be text with expressions") {
  CHECK(make_record("tenant: t1\nid: =index()\n", "\"${tenant}/${id:03}\"", 7).key == "t1/007");
}

TEST_CASE("a scalar record may have an expression as key") {
  CHECK(make_record("line ${index()}\n", "=index() % 2", 3).key == "1");
}

TEST_CASE("a key of several fields is a JSON object") {
  const std::string record = "tenant: \"a\\\"b\"\nid: =index()\nat: {price: 1.10, none: null}\n";
  CHECK(make_record(record, "[tenant, id]", 4).key == R"({"tenant":"a\"b","id":4})");
  CHECK(make_record(record, "[at.price, at.none]").key == R"({"at.price":1.10,"at.none":null})");
  RecordMaker csv{"a: \"x,y\"\nb: 2\n", "key: [a, b]\nformat: csv\n"};
  CHECK(csv.record(0).key == R"({"a":"x,y","b":2})");
  CHECK(csv.record(0).value == R"("x,y",2)");
}

TEST_CASE("the key is null if its field is null") {
  const std::string record = "user: =if(index() == 1, null, \"u\")\n";
  CHECK(make_record(record, "user", 0).key == "u");
  CHECK_FALSE(make_record(record, "user", 1).keyed);
  CHECK_FALSE(make_record(record, "=user", 1).keyed);
  CHECK_FALSE(make_record(record, "none", 0).keyed);
  CHECK(make_record(record, "[user]", 1).key == R"({"user":null})");
}

TEST_CASE("the key is null if its field is omitted") {
  const std::string record = "a: {$when: =index() == 1, $value: \"x-${index()}\"}\nb: 1\n";
  CHECK(make_record(record, "a", 1).key == "x-1");
  CHECK_FALSE(make_record(record, "a", 0).keyed);
  CHECK(make_record(record, "[a, b]", 0).key == R"({"a":null,"b":1})");
}

}  // namespace spate::generator
