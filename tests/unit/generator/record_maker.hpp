// Compiles a stream from a few lines of YAML and makes its records.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "one_per_second.hpp"
#include "scenario/read/load.hpp"

namespace spate::generator {

// 2026-11-23T18:13:35.441209 in UTC.
inline constexpr WallTime kWall{std::chrono::microseconds{1'795'457'615'441'209}};

struct GeneratedRecord {
  std::string value;
  std::string key;
  bool tombstone = false;
  bool keyed = false;  // has a key
};

// Compiles the only stream of a scenario. `problems` has the errors.
class RecordMaker {
 public:
  // `record` is the value of the key record. `stream_keys` and `scenario_keys` are other lines of YAML.
  explicit RecordMaker(const std::string& record, const std::string& stream_keys = "",
                       const std::string& scenario_keys = "") {
    std::string yaml = "kafka: {bootstrap.servers: embedded}\nstreams:\n  - topic: t\n    rate: 1/s\n    record:";
    yaml += record.find('\n') == std::string::npos ? " " + record + "\n" : "\n" + indented(record, "      ");
    load(yaml + indented(stream_keys, "    ") + scenario_keys);
  }
  static RecordMaker preset(const std::string& name) {
    RecordMaker maker;
    maker.load("kafka: {bootstrap.servers: embedded}\nstreams:\n  - {topic: t, rate: 1/s, generator: " + name + "}\n");
    return maker;
  }

  [[nodiscard]] bool ok() const { return generator.has_value(); }

  GeneratedRecord record(std::uint64_t index, WallTime wall = kWall) {
    std::vector<char> memory(generator->max_bytes());
    const auto rendered = generator->write(memory.data(), {index, wall});
    if (generator->failed()) return {generator->failure(), "", false, false};
    return {std::string(rendered.value == nullptr ? "" : rendered.value, rendered.value_size),
            std::string(rendered.key == nullptr ? "" : rendered.key, rendered.key_size), rendered.value == nullptr,
            rendered.key != nullptr};
  }
  std::string value(std::uint64_t index = 0, WallTime wall = kWall) { return record(index, wall).value; }

  std::optional<Generator> generator;
  std::string problems;

 private:
  RecordMaker() = default;
  static std::string indented(const std::string& text, const std::string& indent) {
    std::istringstream lines{text};
    std::string all;
    for (std::string line; std::getline(lines, line);) all += indent + line + "\n";
    return all;
  }
  void load(const std::string& yaml) {
    scenario::Diagnostics diagnostics;
    const auto scenario = scenario::parse_scenario(yaml, "t.yaml", {}, diagnostics);
    if (scenario) generator = compile_generator(*scenario, scenario->streams[0], diagnostics);
    problems = diagnostics.text();
  }
};

// The output of an expression in record `index`.
inline std::string evaluate(const std::string& expression, std::uint64_t index = 0) {
  RecordMaker maker{"x: =" + expression + "\n"};
  if (!maker.ok()) return maker.problems;
  const auto value = maker.value(index);
  return value.starts_with("{\"x\":") ? value.substr(5, value.size() - 6) : value;
}

}  // namespace spate::generator
