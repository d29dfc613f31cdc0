// Errors are reported before the first record, with their position and the fix.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "record_maker.hpp"
#include "working_directory.hpp"

namespace spate::generator {
namespace {

const std::filesystem::path kFolder = std::filesystem::path{SOURCE_ROOT} / "tests/scenarios/invalid";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string compile_problems(const std::filesystem::path& file) {
  scenario::Diagnostics diagnostics;
  const auto check = [](const scenario::Scenario& parsed, scenario::Diagnostics& problems) {
    for (const auto& stream : parsed.streams) (void)compile_generator(parsed, stream, problems, one_per_second(parsed));
  };
  (void)scenario::parse_scenario(read_file(file), file.filename().string(), {}, diagnostics, check);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("each invalid record has exactly the expected messages") {
  const WorkingDirectory working_directory{kFolder};
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator{kFolder}) {
    const auto& file = entry.path();
    const auto number = file.filename().string().substr(0, 3);
    // Other numbers are errors of the scenario reader (below 100, from 400 on) or of the client library (from 300 on).
    // A system test runs `spate check` on all of them.
    if (file.extension() != ".yaml" || number < "100" || number >= "300") continue;
    CAPTURE(file.filename().string());
    CHECK(compile_problems(file) == read_file(std::filesystem::path{file}.replace_extension(".expected")));
    ++checked;
  }
  CHECK(checked >= 70);
}

TEST_CASE("the position of an error is exact, in plain and quoted scalars") {
  CHECK(RecordMaker{"x: =1 + nme\n"}.problems.find("t.yaml:6:15: streams[0].record.x: unknown name \"nme\"") == 0);
  CHECK(RecordMaker{"x: '=1 + nme'\n"}.problems.find("t.yaml:6:16: ") == 0);
}

TEST_CASE("records, expressions and repeats beyond their limits are rejected") {
  std::string deep;
  for (int level = 0; level < 40; ++level) deep += std::string(static_cast<std::size_t>(level), ' ') + "a:\n";
  CHECK(RecordMaker{deep + std::string(40, ' ') + "b: 1\n"}.problems.find("deeper than 32 levels") !=
        std::string::npos);
  CHECK(RecordMaker{"x: =" + std::string(100, '(') + "1" + std::string(100, ')') + "\n"}.problems.find("64 levels") !=
        std::string::npos);
  std::string sum = "1";
  for (int n = 0; n < 1000; ++n) sum += "+1";
  CHECK(RecordMaker{"x: =" + sum + "\n"}.problems.find("more than 256 operations") != std::string::npos);
  CHECK(RecordMaker{"a:\n  $repeat: 10001\n  $item: 1\n"}.problems.find("from 0 to 10000") != std::string::npos);
  const std::string nested = "a:\n  $repeat: 10000\n  $item:\n    b:\n      $repeat: 10000\n      $item: 1\n";
  CHECK(RecordMaker{nested}.problems.find("the maximum is 4194304") != std::string::npos);
}

}  // namespace spate::generator
