// Which lines of a file are records, by the rules of CSV and NDJSON. The same rules apply to tables.
#include "catch.hpp"
#include "replay_maker.hpp"

namespace spate::generator {
namespace {

using Values = std::vector<std::string>;

// The records of one pass through a file, the number of skipped lines, and the first warning.
struct ReplayedFile {
  ReplayedFile(const std::string& name, const std::string& text, const std::string& stream_keys = "") {
    const TemporaryFile file{name, text};
    ReplayMaker maker{file, "", stream_keys};
    problems = maker.problems;
    if (!maker.generator) return;
    for (std::uint64_t n = 0; n < *maker.generator->records(); ++n) {
      const auto record = maker.record(n);
      values.push_back(record.value);
      keys.push_back(record.key);
    }
    bad = maker.generator->bad_records();
    const auto warnings = maker.generator->warnings();
    warning = warnings.empty() ? "" : warnings[0];
  }
  Values values;
  Values keys;
  std::uint64_t bad = 0;
  std::string warning;
  std::string problems;
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The number of valid lines. An additional valid line makes the file usable in any case.
std::size_t count_valid_json(const Values& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return ReplayedFile{"json.ndjson", text + "{}\n"}.values.size() - 1;
}

}  // namespace

TEST_CASE("a quote inside a CSV field makes only its own line unusable") {
  const ReplayedFile pipes{"pipes.csv", "id,what\n1,6\" pipe\n2,ok\n3,7\" rod\n4,fine\n"};
  CHECK(pipes.values == Values{"2,ok", "4,fine"});
  CHECK(contains(pipes.warning, ":2: quote inside an unquoted field: put the field in quotes; 2 of its lines"));
  const ReplayedFile unpaired{"unpaired.csv", "id,what\n1,6\" pipe\n2,ok\n3,fine\n"};
  CHECK(unpaired.values == Values{"2,ok", "3,fine"});
  const ReplayedFile unclosed{"unclosed.csv", "id,what\n1,\"never closed\n2,ok\n3,fine\n"};
  CHECK(unclosed.values == Values{"2,ok", "3,fine"});
  CHECK(contains(unclosed.warning, ":2: missing closing quote"));
  const ReplayedFile trailing{"trailing.csv", "id,what\n1,\"two\nlines\"x\n2,\"a \"\"b\"\"\"\n"};
  CHECK(trailing.values == Values{"2,\"a \"\"b\"\"\""});
  CHECK(contains(trailing.warning, ":2: text after a closing quote: double a quote inside quotes; 2 of its lines"));
}

TEST_CASE("CSV records end at line ends outside quotes") {
  const ReplayedFile file{"ends.csv", "\xef\xbb\xbfid,what\r\n\r\n1,\"a\r\nb\"\r\n2,\r\n\n\"3\",\"\"\r\n4,x\r",
                          ", key: id"};
  CHECK(file.problems == "");
  CHECK(file.values == Values{"1,\"a\r\nb\"", "2,", "\"3\",\"\"", "4,x"});
  CHECK(file.keys == Values{"1", "2", "3", "4"});
  CHECK(file.bad == 0);
  const ReplayedFile broken{"utf8.csv", "id,what\n1,\xff\n2,ok\n"};
  CHECK(broken.values == Values{"2,ok"});
  CHECK(contains(broken.warning, ":2: invalid UTF-8: use format: lines to send any bytes"));
  CHECK(contains(ReplayedFile("two.csv", "id,id,,\n1,2,3,4\n", ", key: id").problems, ":1: duplicate column \"id\""));
  CHECK(ReplayedFile("unused.csv", "a,a,,\n1,2,3,4\n").values == Values{"1,2,3,4"});
  CHECK(contains(ReplayedFile("head.csv", "id,6\" pipe\n1,2\n").problems, ":1: quote inside an unquoted field"));
}

TEST_CASE("a byte order mark is not part of the first record") {
  CHECK(ReplayedFile("bom.ndjson", "\xef\xbb\xbf{\"id\":1}\n", ", key: id").values == Values{"{\"id\":1}"});
  CHECK(ReplayedFile("bom.log", "\xef\xbb\xbfone\n").values == Values{"one"});
  CHECK(ReplayedFile("bom.csv", "\xef\xbb\xbfid\n1\n", ", key: id").keys == Values{"1"});
}

TEST_CASE("a member is found by its unescaped name") {
  const auto key = [](const std::string& line, const std::string& path) {
    const ReplayedFile file{"names.ndjson", line + "\n", ", key: " + path};
    return file.keys.empty() ? "! " + file.problems : file.keys[0];
  };
  CHECK(key(R"({"\u0069d":"x"})", "id") == "x");
  CHECK(key(R"({"a":{"b\/c":7}})", "/a/b~1c") == "7");
  CHECK(key(R"({"a":[{"x":1},{"id":"y"}]})", "a.1.id") == "y");
  CHECK(key(R"({"\u0069":1,"i\u0064x":2,"id":"z"})", "id") == "z");
  CHECK(key(R"({"é":"f"})", "é") == "f");
  CHECK(key(R"({"id2":1,"i":2,"id":3})", "id") == "3");
  CHECK(key(R"({"":{"":5}})", "//") == "5");
  CHECK(contains(key(R"({"id":1,"id":2})", "id"), ":1: duplicate field for the key"));
  CHECK(contains(key(R"({"id":1,"\u0069d":2})", "id"), ":1: duplicate field for the key"));
  CHECK(contains(key(R"({"a":{"id":1},"a":2})", "a.id"), ":1: duplicate field for the key"));
  CHECK(key(R"({"x":1,"id":3,"x":2})", "id") == "3");
}

TEST_CASE("each line of NDJSON is one JSON value") {
  CHECK(count_valid_json({R"({"id":1}{"id":2})",
                          R"({"id":3,})",
                          R"("k": 5)",
                          "1 2",
                          "nul",
                          "nulll",
                          "tru",
                          "[1,]",
                          "[1 2]",
                          R"({"a" 1})",
                          R"({a:1})",
                          "01",
                          "1.",
                          ".5",
                          "+1",
                          "1e",
                          "-",
                          "NaN",
                          "{}]",
                          "\"\x01\"",
                          "\"a\tb\"",
                          R"("\x")",
                          R"("\ud800")",
                          R"({"\udc00":1})",
                          R"(["\u12"])",
                          "'a'",
                          "[1,2",
                          "\"open",
                          "// x",
                          "[\xff]",
                          "\"\xed\xa0\x80\"",
                          std::string("\0", 1),
                          std::string("{}\0", 3),
                          "\xef\xbb\xbf{}",
                          "{}, {}",
                          "[nul]",
                          "[tru]",
                          "[01]",
                          "[1.]"}) == 0);
  const Values valid{R"({"id":1})",
                     " [1, 2.5e-3, null, true, false, \"\"] ",
                     "\"k\"",
                     "5",
                     "-0",
                     "null",
                     "1E+9",
                     "[]",
                     R"({"n":123456789012345678901234567890,"m":1e999,"o":-0.0})",
                     R"("\ud83d\ude00\u0000\/")",
                     "{}\r",
                     R"({"a":{"a":{"a":[[[]]]}}})",
                     R"({"x":1,"x":2})"};
  CHECK(count_valid_json(valid) == valid.size());
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(count_valid_json({nested(1000), nested(1001), nested(200'000)}) == 1);
  CHECK(contains(ReplayedFile("more.ndjson", "{}\n{\"id\":1}{\"id\":2}\n").warning,
                 ":2: more than one JSON value: write one value per line; 1 of its lines"));
}

TEST_CASE("JSON that is not one value per line is rejected with advice") {
  const auto problem = [](const std::string& text) { return ReplayedFile{"one.ndjson", text}.problems; };
  CHECK(contains(problem("[{\"id\":1},{\"id\":2}]\n"),
                 ":1: the file is one JSON array, but each line must be one value"));
  CHECK(contains(problem("\n[]\n\n"), ":2: the file is one JSON array"));
  CHECK(contains(problem("{\n  \"id\": 1,\n  \"a\": \"}\"\n}\n"), ":1: a JSON value spans several lines"));
  CHECK(contains(problem("[\n  {\"id\": 1},\n  {\"id\": 2}\n]\n"), "jq -c '.[]'"));
  CHECK(contains(problem("[{\"id\": 1},\n{\"id\": 2}]"), "jq -c '.[]'"));
  CHECK(problem("[1]\n[2]\n") == "");
  CHECK(ReplayedFile("cut.ndjson", "{\"id\":1,\"na\n{\"id\":2}\n").values == Values{"{\"id\":2}"});
  CHECK(ReplayedFile("cut.ndjson", "{\"id\":1,\n{\"id\":2}\n").values == Values{"{\"id\":2}"});
}

TEST_CASE("a line of 4 MiB is a record, a longer line is skipped") {
  constexpr std::size_t kMax = std::size_t{4} << 20U;
  for (const std::string name : {"long.log", "long.csv"}) {
    CAPTURE(name);
    const std::string head = name == "long.csv" ? "a\n" : "";
    const ReplayedFile file{name, head + std::string(kMax, 'x') + "\r\ny\n" + std::string(kMax + 1, 'x') + "\n" +
                                      std::string(3 * kMax, 'x') + "\nz\n" + std::string(2 * kMax, 'x')};
    REQUIRE(file.values.size() == 3);
    CHECK(file.values[0].size() == kMax);
    CHECK(file.values[1] == "y");
    CHECK(file.values[2] == "z");
    CHECK(contains(file.warning, name + (head.empty() ? ":3" : ":4") + ": a line longer than 4 MiB; 3 of its lines"));
  }
}

TEST_CASE("records do not depend on block boundaries") {
  std::string text = "id,what\n";
  Values values;
  for (int n = 0; n < 3000; ++n) {
    const auto row =
        std::to_string(n) + ",\"" + std::string(static_cast<std::size_t>(n * 7919 % 700), 'x') + "\n\"\"\"";
    values.push_back(row);
    text += row + "\n" + (n % 5 == 0 ? "6\" pipe,\n" : "") + (n % 11 == 0 ? "\n" : "");
  }
  const ReplayedFile file{"blocks.csv", text};
  CHECK(file.values == values);
  CHECK(file.bad == 600);
}

}  // namespace spate::generator
