#include "scenario/yaml/diagnostics.hpp"

#include "catch.hpp"

namespace spate::scenario {

namespace {
Place at(int line, int column) { return {std::make_shared<const std::string>("a.yaml"), line, column}; }
}  // namespace

TEST_CASE("problems are sorted by place, one per line with place and path") {
  Diagnostics diagnostics;
  diagnostics.report(at(9, 1), "rate", "wrong");
  diagnostics.report(at(2, 5), "name", "worse");
  diagnostics.report(at(0, 0), "", "the file as a whole");
  CHECK(diagnostics.text() == "a.yaml: the file as a whole\na.yaml:2:5: name: worse\na.yaml:9:1: rate: wrong\n");
}

TEST_CASE("the same problem at the same place is reported once") {
  Diagnostics diagnostics;
  diagnostics.report(at(2, 5), "defaults.rate", "wrong");
  diagnostics.report(at(2, 5), "streams[0].rate", "wrong");
  diagnostics.report(at(2, 6), "streams[0].rate", "wrong");
  CHECK(diagnostics.text() == "a.yaml:2:5: defaults.rate: wrong\na.yaml:2:6: streams[0].rate: wrong\n");
}

TEST_CASE("problems without a line are distinguished by path") {
  Diagnostics diagnostics;
  diagnostics.report({std::make_shared<const std::string>("--set"), 0, 0}, "a", "unknown key");
  diagnostics.report({std::make_shared<const std::string>("--set"), 0, 0}, "b", "unknown key");
  CHECK(diagnostics.text() == "--set: a: unknown key\n--set: b: unknown key\n");
}

TEST_CASE("the text is empty without problems") {
  Diagnostics diagnostics;
  CHECK(diagnostics.empty());
  CHECK(diagnostics.text().empty());
}

}  // namespace spate::scenario
