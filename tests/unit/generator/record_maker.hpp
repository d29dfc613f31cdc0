// Records from a few lines of YAML, for tests.
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

struct Made {
  std::string value;
  std::string key;
  bool tombstone = false;
  bool keyed = false;
};

// Compiles the only stream of a scenario. `problems` has the errors.
class Making {
 public:
  // `record`: value of the key record; `more`: other keys of the stream; `top`: other keys of the scenario.
  explicit Making(const std::string& record, const std::string& more = "", const std::string& top = "") {
    std::string yaml = "kafka: {bootstrap.servers: embedded}\nstreams:\n  - topic: t\n    rate: 1/s\n    record:";
    yaml += record.find('\n') == std::string::npos ? " " + record + "\n" : "\n" + indented(record, "      ");
    load(yaml + indented(more, "    ") + top);
  }
  static Making preset(const std::string& name) {
    Making making;
    making.load("kafka: {bootstrap.servers: embedded}\nstreams:\n  - {topic: t, rate: 1/s, generator: " + name + "}\n");
    return making;
  }

  [[nodiscard]] bool ok() const { return generator.has_value(); }

  Made record(std::uint64_t index, WallTime wall = kWall) {
    std::vector<char> memory(generator->max_bytes());
    const auto made = generator->write(memory.data(), {index, wall});
    if (generator->failed()) return {generator->failure(), "", false, false};
    return {std::string(made.value == nullptr ? "" : made.value, made.value_size),
            std::string(made.key == nullptr ? "" : made.key, made.key_size), made.value == nullptr,
            made.key != nullptr};
  }
  std::string value(std::uint64_t index = 0, WallTime wall = kWall) { return record(index, wall).value; }

  std::optional<Generator> generator;
  std::string problems;

 private:
  Making() = default;
  static std::string indented(const std::string& text, const std::string& by) {
    std::istringstream lines{text};
    std::string all;
    for (std::string line; std::getline(lines, line);) all += by + line + "\n";
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
  Making making{"x: =" + expression + "\n"};
  if (!making.ok()) return making.problems;
  const auto value = making.value(index);
  return value.starts_with("{\"x\":") ? value.substr(5, value.size() - 6) : value;
}

}  // namespace spate::generator
