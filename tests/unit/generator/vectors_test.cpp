// Decimals and times against Python's decimal and datetime (make_vectors.py), and random records against a JSON parser.
#include <simdjson.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "catch.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

std::ifstream open_vectors(const std::string& name) {
  return std::ifstream{SOURCE_ROOT "/tests/unit/generator/" + name};
}

// Sets the zone of the scenario's clock for one test.
class LocalZone {
 public:
  explicit LocalZone(const std::string& name) { set(name); }
  LocalZone(const LocalZone&) = delete;
  LocalZone& operator=(const LocalZone&) = delete;
  ~LocalZone() { set("UTC"); }

 private:
  static void set(const std::string& name) {
    ::setenv("TZ", name.c_str(), 1);
    ::tzset();
  }
};

// Writes random valid records in YAML.
class RandomRecords {
 public:
  explicit RandomRecords(std::uint32_t seed) : source_(seed) {}

  std::string map(int depth, const std::string& indent) {
    std::string yaml;
    if (one_in(4)) yaml += indent + "$let: {v" + std::to_string(depth) + ": '=int(1, 9)'}\n";
    const int fields = 1 + uniform_below(4);
    for (int n = 0; n < fields; ++n) yaml += indent + name(n) + ":" + value(depth, indent + "  ");
    return yaml;
  }

 private:
  int uniform_below(int n) { return static_cast<int>(source_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return uniform_below(n) == 0; }
  static std::string name(int n) {
    return std::vector<std::string>{"a", "\"b \\\"q\\\"\"", "c.d", "é"}[static_cast<std::size_t>(n)];
  }

  // The value under $value has no $when; $when is next to $value.
  std::string value(int depth, const std::string& indent, bool below_value = false) {
    switch (depth < 4 ? uniform_below(below_value ? 3 : 5) : 0) {
      case 1:
        return "\n" + map(depth + 1, indent);
      case 2:
        return "\n" + indent + "$repeat: =int(0, 3)\n" + indent + "$item:" + value(depth + 1, indent + "  ");
      case 3:
        return "\n" + indent + "$when: =chance(50%)\n" + map(depth + 1, indent);
      case 4:
        return "\n" + indent + "$when: =chance(50%)\n" + indent + "$value:" + value(depth + 1, indent + "  ", true);
      default:
        return " " + scalar() + "\n";
    }
  }
  std::string scalar() {
    static const std::vector<std::string> kScalars{"=int(-5, 100000)",
                                                   "=decimal(-1, 1, 4)",
                                                   "=float(-1, 1)",
                                                   "=uuid4()",
                                                   "=maybe(0.5, 3)",
                                                   "'=maybe(0.5, \"\\n\")'",
                                                   "=zipf(100)",
                                                   "x-${int(1, 3):03}",
                                                   "=now()",
                                                   "'=one_of(\"a\", \"\\\"\")'",
                                                   "null",
                                                   "true",
                                                   "1.50",
                                                   "\"tab\\t\\x01\"",
                                                   "=chance(2%)",
                                                   "'=if(chance(0.5), \"é\", uuid4())'",
                                                   "\"${maybe(0.5, 1)} \\\\\"",
                                                   "=sequence(3, 2) / 7",
                                                   "=now(\"epoch_ms\")"};
    return kScalars[static_cast<std::size_t>(uniform_below(static_cast<int>(kScalars.size())))];
  }

  std::mt19937 source_;
};

}  // namespace

TEST_CASE("constant decimals equal Python's decimal, rounded half to even") {
  auto file = open_vectors("decimal_vectors.txt");
  std::vector<std::string> expected;
  std::string record;
  for (std::string line; std::getline(file, line);) {
    const auto separator = line.find('|');
    record += "f" + std::to_string(expected.size()) + ": '=" + line.substr(0, separator) + "'\n";
    expected.push_back("\"f" + std::to_string(expected.size()) + "\":" + line.substr(separator + 1));
  }
  REQUIRE(expected.size() > 2000);
  RecordMaker maker{record};
  REQUIRE(maker.problems == "");
  std::string json;
  for (const auto& field : expected) json += (json.empty() ? "{" : ",") + field;
  CHECK(maker.value() == json + "}");
}

TEST_CASE("decimal arithmetic at run time equals that at compile time") {
  auto file = open_vectors("decimal_vectors.txt");
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (++lines % 40 != 0) continue;
    const auto separator = line.find('|');
    auto expression = line.substr(0, separator);
    const auto first = expression.find_first_of(" ,");
    const bool is_call = expression.starts_with("round(");
    // int(0, 0) is drawn when the record is rendered.
    expression.insert(is_call ? first : 0, is_call ? " + int(0, 0)" : "int(0, 0) + ");
    if (!is_call && (expression.find(" * ") != std::string::npos || expression.find(" / ") != std::string::npos ||
                     expression.find(" % ") != std::string::npos)) {
      expression =
          "(" + expression.substr(0, expression.find(' ', 13)) + ")" + expression.substr(expression.find(' ', 13));
    }
    CAPTURE(expression);
    CHECK(evaluate(expression) == line.substr(separator + 1));
  }
}

TEST_CASE("times equal Python's datetime, including daylight saving time") {
  auto file = open_vectors("time_vectors.txt");
  std::string line;
  std::getline(file, line);
  const LocalZone zone{line};
  std::map<std::string, RecordMaker> makers;
  int checked = 0;
  while (std::getline(file, line)) {
    const auto first = line.find('|');
    const auto last = line.rfind('|');
    const auto format = line.substr(first + 1, last - first - 1);
    auto& maker = makers.try_emplace(format, "x: '=now(\"" + format + "\")'\n").first->second;
    REQUIRE(maker.problems == "");
    const auto value = maker.value(0, WallTime{std::stoll(line.substr(0, first)) * kMicrosecond});
    CHECK(value == "{\"x\":\"" + line.substr(last + 1) + "\"}");
    ++checked;
  }
  CHECK(checked > 600);
}

TEST_CASE("epoch formats round down to their unit") {
  RecordMaker maker{"s: =now(\"epoch_s\")\nms: =now(\"epoch_ms\")\nus: =now(\"epoch_us\")\n"};
  CHECK(maker.value(0, WallTime{Duration{1'999'999'999}}) == R"({"s":1,"ms":1999,"us":1999999})");
  CHECK(maker.value(0, WallTime{Duration{-1}}) == R"({"s":-1,"ms":-1,"us":-1})");
}

TEST_CASE("random records are valid JSON within their size bound, and repeatable") {
  simdjson::dom::parser parser;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const auto yaml = RandomRecords{seed}.map(0, "");
    CAPTURE(yaml);
    RecordMaker maker{yaml};
    REQUIRE(maker.problems == "");
    std::vector<char> memory(maker.generator->max_bytes());
    for (std::uint64_t n = 0; n < 20; ++n) {
      const auto rendered = maker.generator->write(memory.data(), {n, kWall});
      REQUIRE_FALSE(maker.generator->failed());
      REQUIRE(rendered.used + 32 <= maker.generator->max_bytes());
      const std::string value{rendered.value, rendered.value_size};
      CAPTURE(value);
      REQUIRE(parser.parse(value).error() == simdjson::SUCCESS);
      REQUIRE(value == maker.value(n));
    }
  }
}

TEST_CASE("random records have the same bytes in any order and thread") {
  for (std::uint32_t seed = 300; seed < 340; ++seed) {
    const auto yaml = RandomRecords{seed}.map(0, "");
    CAPTURE(yaml);
    RecordMaker maker{yaml};
    REQUIRE(maker.problems == "");
    std::vector<std::string> forward;
    for (std::uint64_t n = 0; n < 40; ++n) forward.push_back(maker.value(n));
    std::array<std::vector<std::string>, 3> backward;
    std::vector<std::jthread> threads;
    threads.reserve(backward.size());
    for (auto& values : backward) {
      threads.emplace_back([&values, generator = Generator{*maker.generator}]() mutable {
        std::vector<char> memory(generator.max_bytes());
        for (std::uint64_t n = 40; n-- > 0;) {
          const auto rendered = generator.write(memory.data(), {n, kWall});
          values.insert(values.begin(), std::string{rendered.value, rendered.value_size});
        }
      });
    }
    threads.clear();
    for (const auto& values : backward) REQUIRE(values == forward);
  }
}

}  // namespace spate::generator
