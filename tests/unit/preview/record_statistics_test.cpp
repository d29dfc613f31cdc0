#include "preview/sample/record_statistics.hpp"

#include <fmt/format.h>

#include <sstream>

#include "catch.hpp"

using namespace spate;
using namespace spate::preview;

namespace {

// Returns the line of the report that starts with the path of a field.
std::string line_of(const RecordStatistics& statistics, const std::string& path) {
  std::istringstream lines{statistics.text("t")};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(path + " ")) return line;
  }
  return {};
}

// Returns a line with one space between words.
std::string words(const std::string& line) {
  std::istringstream stream{line};
  std::string all;
  for (std::string word; stream >> word;) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

TEST_CASE("numbers have minimum, maximum, mean and a histogram") {
  RecordStatistics statistics{true};
  for (int i = 1; i <= 10; ++i) statistics.add(fmt::format(R"({{"n":{},"p":{}.90}})", i, i));
  CHECK(words(line_of(statistics, "n")) == "n integer 0 0 10 1 10 5.5 ██████████");
  CHECK(words(line_of(statistics, "p")).starts_with("p number 0 0 10 1.90 10.90 6.4 "));
}

TEST_CASE("a histogram distinguishes many, few and no values") {
  RecordStatistics statistics{true};
  for (int i = 0; i < 100; ++i) statistics.add(R"({"n":0})");
  statistics.add(R"({"n":100})");
  CHECK(line_of(statistics, "n").ends_with("█        ▁"));
}

TEST_CASE("texts have the share of each value and their length") {
  RecordStatistics statistics{true};
  for (const auto* value : {"a", "a", "a", "été"}) statistics.add(fmt::format(R"({{"s":"{}"}})", value));
  CHECK(words(line_of(statistics, "s")) == "s text 0 0 2 1 3 1.5 a 75.0 %, été 25.0 %");
}

TEST_CASE("null and absent fields are counted separately") {
  RecordStatistics statistics{true};
  statistics.add(R"({"a":null,"b":true})");
  statistics.add(R"({"a":null})");
  statistics.add(R"({"a":1})");
  statistics.add(R"({"a":2,"b":false})");
  CHECK(words(line_of(statistics, "a")).starts_with("a integer 0 50.0 % 2 1 2 1.5"));
  CHECK(words(line_of(statistics, "b")).starts_with("b true/false 50.0 % 0 2"));
}

TEST_CASE("fields inside objects and lists have paths; absence counts per item") {
  RecordStatistics statistics{true};
  statistics.add(R"({"items":[{"q":1},{}],"o":{"x":[[1,2],[3]]}})");
  statistics.add(R"({"items":[],"o":{}})");
  CHECK(words(line_of(statistics, "items")) == "items list 0 0 0 2 1");
  CHECK(words(line_of(statistics, "items[].q")).starts_with("items[].q integer 50.0 % 0 1 1 1 1"));
  CHECK(words(line_of(statistics, "o.x[][]")).starts_with("o.x[][] integer 0 0 3 1 3 2"));
  CHECK(words(line_of(statistics, "o.x")).starts_with("o.x list 50.0 % 0"));
}

TEST_CASE("a field with two types shows both") {
  RecordStatistics statistics{true};
  statistics.add(R"({"v":1})");
  statistics.add(R"({"v":"one"})");
  CHECK(words(line_of(statistics, "v")).starts_with("v integer or text 0 0 2"));
}

TEST_CASE("the heading has records, sizes, keys, partitions and tombstones") {
  RecordStatistics statistics{false};
  statistics.add("1234");
  statistics.add("12");
  statistics.add_tombstone();
  statistics.add_key("k");
  statistics.add_key("k");
  statistics.add_no_key();
  for (const int partition : {0, 0, 2}) statistics.add_partition(partition);
  const auto text = statistics.text("lines");
  CHECK(
      text.starts_with("lines: 3 records, 1 of them tombstones, 3 bytes on average (from 2 to 4)\n"
                       "keys: 1 distinct: k 100.0 %; 33.3 % without a key\n"
                       "partitions: 0: 66.7 % 1: 0 2: 33.3 %\n"));
}

TEST_CASE("the numbers of values and fields are limited") {
  RecordStatistics statistics{true};
  for (int i = 0; i < 30'000; ++i) statistics.add(fmt::format(R"({{"s":"{}"}})", i));
  CHECK(words(line_of(statistics, "s")).find("> 10,000") != std::string::npos);
  RecordStatistics wide{true};
  std::string record = "{";
  for (std::size_t i = 0; i <= RecordStatistics::kMaxFields; ++i)
    record += fmt::format("{}\"f{}\":1", i == 0 ? "" : ",", i);
  wide.add(record + "}");
  CHECK(wide.text("t").find("more than 500 fields") != std::string::npos);
}

TEST_CASE("records that are not JSON are counted") {
  RecordStatistics statistics{true};
  statistics.add(R"({"a":1)");
  statistics.add(R"({"a":1})");
  CHECK(statistics.text("t").find("1 records are not valid JSON") != std::string::npos);
}

TEST_CASE("CSV is read by column, without the header line") {
  RecordStatistics statistics{{"id", "city", "ok"},
                              {.header = scenario::CsvStyle::Header::first, .delimiter = ';', .null = "\\N"}};
  statistics.add("id;city;ok\n1;\"New;York\";true");
  statistics.add("2;\\N;false");
  statistics.add("30;Oslo;true");
  statistics.add("4;Rome");
  CHECK(words(line_of(statistics, "id")).starts_with("id integer 0 0 3 1 30 11 "));
  CHECK(words(line_of(statistics, "city")).starts_with("city text 0 33.3 % 2 4 8 6 "));
  CHECK(words(line_of(statistics, "ok")).starts_with("ok true/false 0 0 2"));
  CHECK(statistics.text("t").find("1 records are not rows of this CSV") != std::string::npos);
}

TEST_CASE("an empty name and a name with a dot are separate fields") {
  RecordStatistics statistics{true};
  statistics.add(R"({"":1,"a":{"b":2},"a.b":3})");
  CHECK(words(line_of(statistics, R"([""])")).starts_with(R"([""] integer 0 0 1 1 1)"));
  CHECK(words(line_of(statistics, "a.b")).starts_with("a.b integer 0 0 1 2 2"));
  CHECK(words(line_of(statistics, R"(["a.b"])")).starts_with(R"(["a.b"] integer 0 0 1 3 3)"));
}
