#include "cli/cli.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::cli;

namespace {

int exit_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "spate");
  std::vector<char*> argv;
  argv.reserve(arguments.size());
  for (auto& argument : arguments) argv.push_back(argument.data());
  return run_command_line(static_cast<int>(argv.size()), argv.data());
}

}  // namespace

TEST_CASE("help, version and lists exit with 0") {
  CHECK(exit_of({"--version"}) == 0);
  CHECK(exit_of({"--help"}) == 0);
  CHECK(exit_of({"presets", "order"}) == 0);
  CHECK(exit_of({"functions", "int"}) == 0);
  CHECK(exit_of({"check", "--schema"}) == 0);
}

TEST_CASE("an invalid command line exits with 2") {
  const std::vector<std::string> wrong =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"walk"}, std::vector<std::string>{"run"},
               std::vector<std::string>{"check"}, std::vector<std::string>{"run", "x.yaml", "--duration", "15"},
               std::vector<std::string>{"run", "x.yaml", "--set", "=3"},
               std::vector<std::string>{"run", "x.yaml", "--seed", "-1"},
               std::vector<std::string>{"run", "x.yaml", "--rate-scale", "0"},
               std::vector<std::string>{"plan", "x.yaml", "--rate-scale", "double"},
               std::vector<std::string>{"sample", "order", "-n", "-1"}, std::vector<std::string>{"presets", "ordre"});
  CHECK(exit_of(wrong) == 2);
}

TEST_CASE("a missing scenario exits with 2") { CHECK(exit_of({"run", "/no/such/file.yaml"}) == 2); }
