// Tables with rows from files.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "generator/input/csv.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

// A scenario and a data file in a temporary folder.
class Folder {
 public:
  Folder() { std::filesystem::create_directories(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{file(name), std::ios::binary} << text;
  }

  // Records of a stream that uses the file as table `t`, or the problems.
  [[nodiscard]] std::vector<std::string> records(const std::string& data, const std::string& record, int count) const {
    write("s.yaml", "kafka: {bootstrap.servers: embedded}\ntables: {t: {file: " + data +
                        "}}\nstreams: [{topic: t, rate: 1/s, record: " + record + "}]\n");
    scenario::Diagnostics diagnostics;
    const auto scenario = scenario::load_scenario(file("s.yaml"), {}, diagnostics);
    auto generator = scenario ? compile_generator(*scenario, scenario->streams[0], diagnostics) : std::nullopt;
    if (!generator) return {diagnostics.text()};
    std::vector<std::string> values;
    std::vector<char> memory(generator->max_bytes());
    for (int n = 0; n < count; ++n) {
      const auto rendered = generator->write(memory.data(), {static_cast<std::uint64_t>(n), kWall});
      values.emplace_back(rendered.value, rendered.value_size);
    }
    return values;
  }
  // The problems of a data file, without its path.
  [[nodiscard]] std::string problem(const std::string& data, const std::string& text) const {
    write(data, text);
    auto message = records(data, "{a: =pick(t).a}", 1).front();
    if (message.starts_with(file(data))) message.erase(0, file(data).size());
    return message;
  }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / ("spate-tables-" + std::to_string(getpid()));
};

using Rows = std::vector<std::vector<std::string>>;

Rows read_csv(const std::string& text) {
  CsvReader csv{text};
  Rows rows;
  for (std::vector<CsvField> fields; csv.next(fields);) {
    CHECK(csv.problem() == "");
    auto& row = rows.emplace_back();
    for (const auto& field : fields) row.push_back(field.text);
  }
  return rows;
}

}  // namespace

TEST_CASE("CSV tables follow RFC 4180") {
  CHECK(read_csv("a,b\n1,2\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(read_csv("a,b\r\n1,2") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(read_csv("\"a,b\",\"c\"\"d\"\n") == Rows{{"a,b", "c\"d"}});
  CHECK(read_csv("\"two\nlines\",x\n\n,\n") == Rows{{"two\nlines", "x"}, {"", ""}});
  CHECK(read_csv("").empty());
}

TEST_CASE("CSV columns have the type of their cells") {
  const Folder folder;
  folder.write("t.csv",
               "\xef\xbb\xbfid,price,name,up,code,gone\r\n"
               "1,9.90,\"Brest, FR\",true,01000,\r\n"
               "2,10.5,Gent,false,29200,\"\"\r\n");
  const std::string record =
      "{$let: {r: =row_of(t, index())}, id: =r.id + 1, price: =r.price, name: =r.name, up: =r.up, code: =r.code, gone: "
      "=r.gone}";
  std::string quoted = record;
  quoted.replace(quoted.find("=row_of(t, index())"), 19, "'=row_of(t, index() % 2)'");
  CHECK(folder.records("t.csv", quoted, 2) ==
        std::vector<std::string>{R"({"id":2,"price":9.90,"name":"Brest, FR","up":true,"code":"01000","gone":null})",
                                 R"({"id":3,"price":10.50,"name":"Gent","up":false,"code":"29200","gone":""})"});
}

TEST_CASE("NDJSON cells keep their types; a missing field is null") {
  const Folder folder;
  folder.write("t.ndjson", "{\"id\":1,\"name\":\"a\\\"\\u00e9\"}\n\n{\"id\":2,\"price\":1.10}\n");
  CHECK(folder.records("t.ndjson", "{$let: {r: '=row_of(t, index() % 2)'}, id: =r.id, name: =r.name, price: =r.price}",
                       2) == std::vector<std::string>{"{\"id\":1,\"name\":\"a\\\"\xc3\xa9\",\"price\":null}",
                                                      R"({"id":2,"name":null,"price":1.10})"});
}

TEST_CASE("problems in a file are reported with its line") {
  const Folder folder;
  CHECK(folder.problem("t.csv", "a,b\n1,2\n3\n4,5,6\n") ==
        ":3:1: tables.t: the row has 1 fields and the first line has 2: use the same number\n" + folder.file("t.csv") +
            ":4:1: tables.t: the row has 3 fields and the first line has 2: use the same number\n");
  CHECK(folder.problem("t.csv", "a\n\"open\n").find(":2:1: tables.t: missing closing quote") == 0);
  CHECK(folder.problem("t.csv", "a\nx\"y\n").find(":2:1: tables.t: quote inside an unquoted field") == 0);
  CHECK(folder.problem("t.csv", "a,a\n1,2\n").find(":1:1: tables.t: duplicate column \"a\"") == 0);
  CHECK(folder.problem("t.csv", "a\n").find(": tables.t: the file has no rows") == 0);
  CHECK(folder.problem("t.csv", "a\nx\n\xff\n").find(":3:1: tables.t: invalid UTF-8") == 0);
  CHECK(folder.problem("t.ndjson", "{\"a\":1}\n{\"a\":}\n").find(":2:1: tables.t: expected a JSON object") == 0);
  CHECK(folder.problem("t.ndjson", "{\"a\":1}\n[1]\n").find(":2:1: tables.t: expected a JSON object") == 0);
  CHECK(folder.problem("t.ndjson", "{\"a\":[1]}\n").find(":1:1: tables.t: \"a\" is an object or an array") == 0);
  CHECK(folder.problem("t.ndjson", "{\"a\":1,\"a\":2}\n").find(":1:1: tables.t: duplicate name \"a\"") == 0);
  CHECK(folder.problem("t.ndjson", "{\"a\":1} {\"a\":2}\n")
            .find(":1:1: tables.t: expected a JSON object: more than one") == 0);
  const auto missing = folder.records("missing.csv", "{a: =pick(t).a}", 1).front();
  CHECK(missing.find("tables.t.file: cannot read " + folder.file("missing.csv")) != std::string::npos);
}

TEST_CASE("exceeded limits of a file are reported") {
  const Folder folder;
  std::string rows = "a\n";
  for (int n = 0; n <= 100'000; ++n) rows += "1\n";
  CHECK(folder.problem("t.csv", rows).find(":100002:1: tables.t: more than 100000 rows") == 0);
  folder.write("large.csv", std::string((8U << 20U) + 1, 'a'));
  CHECK(folder.records("large.csv", "{a: =pick(t).a}", 1).front().find("is larger than 8 MiB") != std::string::npos);
}

TEST_CASE("rows of a sized table are computed on use, even the last of 50 million") {
  RecordMaker maker{"$let: {d: '=row_of(devices, 49999999)'}\nid: =d.id\nmodel: =d.model\n", "",
                    "tables:\n  devices:\n    size: 50000000\n    columns:\n      id: dev-${row():08}\n"
                    "      model: =one_of(\"A\", \"B\")\n"};
  INFO(maker.problems);
  REQUIRE(maker.ok());
  CHECK(maker.value(1) == maker.value(2));
  CHECK(maker.value(1).find("dev-49999999") != std::string::npos);
}

}  // namespace spate::generator
