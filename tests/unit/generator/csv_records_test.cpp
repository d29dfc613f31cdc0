// CSV records: delimiter, nulls and header. Each record is parsed again and compared.
#include "catch.hpp"
#include "generator/input/csv.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

using Fields = std::vector<std::string>;

std::vector<Fields> parse_rows(const std::string& text, char delimiter) {
  CsvReader reader{text, delimiter};
  std::vector<Fields> rows;
  for (std::vector<CsvField> fields; reader.next(fields);) {
    CHECK(reader.problem() == "");
    rows.emplace_back();
    for (auto& field : fields) rows.back().push_back(field.text);
  }
  return rows;
}

}  // namespace

TEST_CASE("CSV fields are separated by the configured delimiter, and quoted if they contain it") {
  const std::string record =
      "a: \"x;y\"\nb: \"x,y\"\nc: =one_of(\"p|q\", \"p|q\")\nd: \"t\\tu\"\ne: 1.50\nf: say \"hi\"\n";
  const Fields values{"x;y", "x,y", "p|q", "t\tu", "1.50", "say \"hi\""};
  const std::vector<std::pair<std::string, char>> delimiters{
      {"\",\"", ','}, {"\";\"", ';'}, {"\"|\"", '|'}, {"tab", '\t'}};
  for (const auto& [name, character] : delimiters) {
    CAPTURE(name);
    RecordMaker maker{record, "format: {csv: {delimiter: " + name + "}}\n"};
    REQUIRE(maker.problems == "");
    CHECK(parse_rows(maker.record(3).value, character) == std::vector<Fields>{values});
  }
}

TEST_CASE("csv header is written before the first row, or before each row") {
  const std::string record = "id: =index()\n\"the city\": x\n\"a;b\": =chance(50%)\n$let: {v: 1}\n";
  RecordMaker first{record, "format: {csv: {header: first, delimiter: \";\"}}\n"};
  REQUIRE(first.problems == "");
  CHECK(parse_rows(first.record(0).value, ';')[0] == Fields{"id", "the city", "a;b"});
  CHECK(first.record(0).value.starts_with("id;the city;\"a;b\"\n0;x;"));
  CHECK(first.record(1).value.starts_with("1;x;"));
  RecordMaker each{record, "format: {csv: {header: each}}\nkey: id\n"};
  REQUIRE(each.problems == "");
  CHECK(each.record(7).value.starts_with("id,the city,\"a;b\"\n7,x,"));
  CHECK(each.record(7).key == "7");
  CHECK(each.generator->columns() == Fields{"id", "the city", "a;b"});
}

TEST_CASE("a null and an omitted column are written as null_as") {
  const std::string record = "a: null\nb: =maybe(0%, 1)\nc:\n  $when: =chance(0%)\n  $value: 1\nd: \"\"\n";
  CHECK(RecordMaker(record, "format: csv\n").value() == ",,,");
  CHECK(RecordMaker(record, "format: {csv: {null_as: \\N}}\n").value() == "\\N,\\N,\\N,");
  // The nulls come from maybe(), from variables and from a table of constants.
  const std::string optional =
      "$let:\n  t: =maybe(0%, one_of(\"x\", uuid4()))\n  n: =maybe(0%, int(1, 2))\n"
      "a: =maybe(0%, \"x\")\nb: =t\nc: =n\nd: =one_of(null, null)\n";
  CHECK(RecordMaker(optional, "format: {csv: {null_as: \\N}}\n").value() == "\\N,\\N,\\N,\\N");
  CHECK(RecordMaker(optional, "format: csv\n").value() == ",,,");
}

TEST_CASE("csv rejects a record that is not a map") {
  for (const auto* record : {"- 1\n- 2\n", "$repeat: 2\n$item: 1\n"})
    CHECK(RecordMaker(record, "format: csv\n").problems.find("a record of format csv must be a map of scalars") !=
          std::string::npos);
}

}  // namespace spate::generator
