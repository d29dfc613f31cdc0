// The key of a record.
#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

Made made(const std::string& record, const std::string& key, std::uint64_t index = 0) {
  Making making{record, "key: " + key + "\n"};
  INFO(making.problems);
  REQUIRE(making.ok());
  return making.record(index);
}

}  // namespace

TEST_CASE("a key is an integer, a decimal, text, whatever the field is, as it prints") {
  CHECK(made("id: =index() + 40\n", "id", 2).key == "42");
  CHECK(made("price: 1.10\n", "price").key == "1.10");
  CHECK(made("up: true\n", "up").key == "true");
  CHECK(made("name: \"a\\\"b\"\n", "name").key == "a\"b");
  CHECK(made("a: {b: {c: =index()}}\n", "a.b.c", 9).key == "9");
}

TEST_CASE("a key is an expression over the record's fields and variables") {
  CHECK(made("$let: {shard: =index() % 3}\nid: =index()\n", "=id * 10 + shard", 5).key == "52");
  CHECK(made("host: srv\n", "=host", 0).key == "srv");
  const auto uuid = made("a: 1\n", "=uuid4()");
  CHECK(uuid.key.size() == 36);
  CHECK(uuid.value == R"({"a":1})");
}

TEST_CASE("a key is text made of fields") {
  CHECK(made("tenant: t1\nid: =index()\n", "\"${tenant}/${id:03}\"", 7).key == "t1/007");
}

TEST_CASE("a scalar record has a key by expression only") {
  CHECK(made("line ${index()}\n", "=index() % 2", 3).key == "1");
}

TEST_CASE("a key of several fields is a JSON object of them") {
  const std::string record = "tenant: \"a\\\"b\"\nid: =index()\nat: {price: 1.10, none: null}\n";
  CHECK(made(record, "[tenant, id]", 4).key == R"({"tenant":"a\"b","id":4})");
  CHECK(made(record, "[at.price, at.none]").key == R"({"at.price":1.10,"at.none":null})");
  Making csv{"a: \"x,y\"\nb: 2\n", "key: [a, b]\nformat: csv\n"};
  CHECK(csv.record(0).key == R"({"a":"x,y","b":2})");
  CHECK(csv.record(0).value == R"("x,y",2)");
}

TEST_CASE("a key is null where its value is") {
  const std::string record = "user: =if(index() == 1, null, \"u\")\n";
  CHECK(made(record, "user", 0).key == "u");
  CHECK_FALSE(made(record, "user", 1).keyed);
  CHECK_FALSE(made(record, "=user", 1).keyed);
  CHECK_FALSE(made(record, "none", 0).keyed);
  CHECK(made(record, "[user]", 1).key == R"({"user":null})");
}

TEST_CASE("a field that may be left out is a key where it is there") {
  const std::string record = "a: {$when: =index() == 1, $value: \"x-${index()}\"}\nb: 1\n";
  CHECK(made(record, "a", 1).key == "x-1");
  CHECK_FALSE(made(record, "a", 0).keyed);
  CHECK(made(record, "[a, b]", 0).key == R"({"a":null,"b":1})");
}

}  // namespace spate::generator
