#include "daemon/result_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "catch.hpp"

using namespace spate;
namespace fs = std::filesystem;

namespace {

// A directory of the test's own, gone afterwards.
struct Directory {
  fs::path path = fs::temp_directory_path() / ("spate-summary-" + std::to_string(::getpid()));
  Directory() { fs::create_directory(path); }
  ~Directory() { fs::remove_all(path); }
};

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the summary takes its name when it is whole") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  {
    ResultFile summary{"--summary", file};
    CHECK_FALSE(fs::exists(file));
    summary.write("{}\n");
  }
  CHECK(content(file) == "{}\n");
  CHECK_FALSE(fs::exists(file.string() + ".part"));
}

TEST_CASE("a run that never came to its end leaves no file, and an earlier one as it was") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  std::ofstream{file} << "earlier";
  { const ResultFile summary{"--summary", file}; }
  CHECK(content(file) == "earlier");
  CHECK_FALSE(fs::exists(file.string() + ".part"));
}

TEST_CASE("a place that cannot be written to is known at once") {
  CHECK_THROWS_AS((ResultFile{"--summary", "/no/such/directory/run.json"}), StartError);
}
