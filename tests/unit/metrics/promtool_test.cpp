// Checks a scrape and the queries of docs/how-to/monitor-with-prometheus.md with promtool (Debian package prometheus).
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "metrics/collector.hpp"
#include "metrics/run.hpp"

namespace {

// Runs promtool check on `text`. Returns its output, or an empty string if it finds no problem.
std::string promtool_check(const std::string& command, const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("spate-promtool-{}", getpid());
  std::ofstream{file} << text;
  const auto run = fmt::format("promtool check {0} {1} 2>&1", command, file.string());
  std::string output;
  std::array<char, 4096> buffer{};
  FILE* const pipe = popen(run.c_str(), "r");
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) output += buffer.data();
  const int status = pclose(pipe);
  std::filesystem::remove(file);
  return status == 0 ? std::string{} : fmt::format("exit status {}: {}", status, output);
}

// Each query of the page as one recording rule.
std::string queries_as_rules() {
  std::ifstream page{SPATE_SOURCE "/docs/how-to/monitor-with-prometheus.md"};
  std::string rules = "groups:\n- name: page\n  rules:\n";
  bool inside = false;
  int query = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```promql";
    } else if (inside && line.front() != '#') {
      rules += fmt::format("  - record: query_{}\n    expr: '{}'\n", ++query, line);
    }
  }
  CHECK(query >= 10);
  return rules;
}

}  // namespace

TEST_CASE("promtool finds no problem in a scrape") {
  spate::stats::RunStats stats;
  spate::test::fill(stats, 3);
  CHECK(promtool_check("metrics <", spate::metrics::Collector{stats}.expose()) == "");
}

TEST_CASE("promtool finds a problem in a scrape with a wrong type") {
  CHECK(promtool_check("metrics <", "spate_wrong_total 1\n# TYPE spate_wrong_total gauge\n") != "");
}

TEST_CASE("promtool finds no problem in the queries of the guide") {
  CHECK(promtool_check("rules", queries_as_rules()) == "");
}
