// Functions that read a scenario or a YAML tree in a test.
#pragma once

#include <optional>
#include <string>

#include "scenario/read/load.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace spate::scenario {

struct ParsedScenario {
  std::optional<Scenario> scenario;
  std::string problems;  // lines of `spate check`
};

inline ParsedScenario read(const std::string& text, const Overrides& overrides = {}) {
  Diagnostics diagnostics;
  auto scenario = parse_scenario(text, "t.yaml", overrides, diagnostics);
  return {std::move(scenario), diagnostics.text()};
}

// Returns a valid scenario of one stream. `more`: further keys of the stream, indented by 4.
inline std::string one_stream(const std::string& more = "") {
  return "kafka: {bootstrap.servers: embedded}\nstreams:\n  - topic: orders\n    rate: 5/s\n    record: {id: 1}\n" +
         more;
}

struct Tree {
  std::optional<Node> root;
  std::string problems;
};

inline Tree tree(const std::string& text) {
  Diagnostics diagnostics;
  auto root = read_yaml(SourceText{"t.yaml", text}, diagnostics);
  return {std::move(root), diagnostics.text()};
}

}  // namespace spate::scenario
