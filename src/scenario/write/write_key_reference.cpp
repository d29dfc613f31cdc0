// Rewrites the key tables of the reference pages and docs/scenario.schema.json: write-reference DOCS
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "scenario/write/key_reference.hpp"
#include "scenario/write/schema.hpp"

namespace {

std::string contents(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  return static_cast<bool>(file << text);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write-reference DOCS\n", stderr);
    return 2;
  }
  const std::string docs = argv[1];
  bool written = write(docs + "/scenario.schema.json", spate::scenario::scenario_schema());
  for (const auto* const name : {"scenario", "records", "rates"}) {
    const auto page = docs + "/reference/" + name + ".md";
    written = write(page, spate::scenario::with_reference_tables(contents(page))) && written;
  }
  return written ? 0 : 1;
}
