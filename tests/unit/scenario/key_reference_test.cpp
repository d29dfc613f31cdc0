#include "scenario/write/key_reference.hpp"

#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "scenario/read/load.hpp"
#include "scenario/write/schema.hpp"

namespace spate::scenario {
namespace {

std::string contents(const std::string& name) {
  std::ifstream file{std::string{SOURCE_ROOT} + "/docs/" + name};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the reference pages have the current tables; if not, run: meson compile -C build reference") {
  std::string all;
  for (const auto* const name : {"scenario.md", "records.md", "rates.md"}) {
    const auto page = contents(std::string{"reference/"} + name);
    CHECK(page == with_reference_tables(page));
    all += page;
  }
  for (const auto section : section_kinds()) CHECK(all.find(reference_table(section)) != std::string::npos);
}

TEST_CASE("docs/scenario.schema.json is current; if not, run: meson compile -C build reference") {
  CHECK(contents("scenario.schema.json") == scenario_schema());
}

TEST_CASE("a page without markers is unchanged") { CHECK(with_reference_tables("text\n") == "text\n"); }

}  // namespace spate::scenario
