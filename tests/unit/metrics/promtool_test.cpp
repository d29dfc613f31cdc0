// What Prometheus' own tool says to a scrape and to the queries of docs/reference/metrics.md (Debian package
// prometheus).
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

// Runs promtool over `text` in a file of its own; what it said, or nothing where it is content.
std::string complaints(const std::string& command, const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("spate-promtool-{}", getpid());
  std::ofstream{file} << text;
  const auto run = fmt::format("promtool check {0} {1} 2>&1", command, file.string());
  std::string said;
  std::array<char, 4096> buffer{};
  FILE* const pipe = popen(run.c_str(), "r");
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) said += buffer.data();
  const int status = pclose(pipe);
  std::filesystem::remove(file);
  return status == 0 ? std::string{} : fmt::format("exit status {}: {}", status, said);
}

// Each query of the page as a recording rule.
std::string queries_as_rules() {
  std::ifstream page{SPATE_SOURCE "/docs/reference/metrics.md"};
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

TEST_CASE("promtool has no complaint about a scrape") {
  spate::stats::RunStats stats;
  spate::test::fill(stats, 3);
  CHECK(complaints("metrics <", spate::metrics::Collector{stats}.expose()) == "");
  CHECK(complaints("metrics <", "spate_wrong_total 1\n# TYPE spate_wrong_total gauge\n") != "");  // it does look
}

TEST_CASE("the page's queries are queries") { CHECK(complaints("rules", queries_as_rules()) == ""); }
