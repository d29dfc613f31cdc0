#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "scenario/read/load.hpp"
#include "working_directory.hpp"

namespace spate::scenario {
namespace {

const std::filesystem::path root{SOURCE_ROOT};

std::vector<std::filesystem::path> scenarios(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void check_valid(const std::filesystem::path& folder) {
  for (const auto& file : scenarios(folder)) {
    CAPTURE(file);
    Diagnostics diagnostics;
    CHECK(load_scenario(file.string(), {}, diagnostics));
    CHECK(diagnostics.text() == "");
  }
}

}  // namespace

// Files below 100 have invalid keys or values, files from 400 invalid schedules. The others have invalid expressions or
// client properties, which need other libraries.
TEST_CASE("each invalid scenario gets exactly the expected messages") {
  const auto folder = root / "tests/scenarios/invalid";
  const WorkingDirectory working_directory{folder};
  int checked = 0;
  for (const auto& file : scenarios(folder)) {
    const auto name = file.filename().string();
    if (name >= "100" && name < "400") continue;
    CAPTURE(file);
    Diagnostics diagnostics;
    CHECK_FALSE(load_scenario(file.filename().string(), {}, diagnostics));
    CHECK(diagnostics.text() == contents(std::filesystem::path{file}.replace_extension(".expected")));
    ++checked;
  }
  CHECK(checked >= 80);
}

TEST_CASE("each valid scenario is accepted without a message") { check_valid(root / "tests/scenarios/valid"); }

TEST_CASE("the example scenarios are valid") {
  check_valid(root / "config/scenarios");
  CHECK(scenarios(root / "config/scenarios").size() >= 3);
}

TEST_CASE("the shop scenario has four presets on four topics at 200 to 500 records/s") {
  Diagnostics diagnostics;
  const auto shop = load_scenario((root / "config/scenarios/shop.yaml").string(), {}, diagnostics);
  REQUIRE(shop);
  REQUIRE(shop->streams.size() == 4);
  CHECK(shop->embedded);
  CHECK(shop->streams[0].topic.name == "orders");
  CHECK(shop->streams[0].topic.partitions == 3);
  CHECK(shop->streams[1].topic.name == "application-logs");
  for (const auto& stream : shop->streams) {
    CHECK(constant_rate(stream.rate)->amount >= 200);
    CHECK(constant_rate(stream.rate)->amount <= 500);
    CHECK(constant_rate(stream.rate)->per == kSecond);
  }
}

}  // namespace spate::scenario
