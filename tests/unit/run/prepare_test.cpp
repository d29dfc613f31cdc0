// A scenario is read, checked and compiled once.
#include "run/prepare/prepare.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "generator/replay/scan_control.hpp"

using namespace spate;
using namespace spate::run;

namespace {

namespace fs = std::filesystem;

class Directory {
 public:
  Directory() { fs::create_directories(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { fs::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream{path_ / name} << text;
    return (path_ / name).string();
  }

 private:
  fs::path path_ = fs::temp_directory_path() / ("spate-prepare-" + std::to_string(getpid()));
};

const std::string kReplay =
    "streams: [{topic: t, rate: 10/s, replay: {file: rows.ndjson}, stop_after: {records: 50}}]\n";

}  // namespace

TEST_CASE("prepare scans a replayed file once and ends its stream with the file") {
  const Directory directory;
  const std::string rows = "{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n";
  directory.write("rows.ndjson", rows);
  const auto file = directory.write("s.yaml", "kafka: {bootstrap.servers: unused}\n" + kReplay);
  scenario::Diagnostics diagnostics;
  generator::ScanControl control;
  const auto prepared = prepare(file, {}, diagnostics, &control);
  INFO(diagnostics.text());
  REQUIRE(prepared);
  CHECK(control.bytes_total == rows.size());
  CHECK(control.bytes_done == rows.size());
  REQUIRE(prepared->generators.size() == 1);
  CHECK(prepared->generators[0].records() == 3);
  CHECK(prepared->scenario.streams[0].stop_after.records == 3);
}

TEST_CASE("prepare reports faults of the language and of the records at once") {
  const Directory directory;
  const auto file = directory.write(
      "s.yaml",
      "kafka: {bootstrap.servers: unused}\nwarm_up: never\nstreams: [{topic: t, rate: max, record: {n: =no()}}]\n");
  scenario::Diagnostics diagnostics;
  CHECK_FALSE(prepare(file, {}, diagnostics));
  CHECK_THAT(diagnostics.text(), ContainsSubstring("warm_up") && ContainsSubstring("unknown function"));
}

TEST_CASE("prepare resolves next_minute to a time") {
  const Directory directory;
  const auto file = directory.write("s.yaml",
                                    "kafka: {bootstrap.servers: unused}\nstart_at: next_minute\n"
                                    "streams: [{topic: t, rate: max, record: {n: 1}}]\n");
  scenario::Diagnostics diagnostics;
  const WallTime before = wall_now();
  const auto prepared = prepare(file, {}, diagnostics);
  REQUIRE(prepared);
  CHECK(prepared->scenario.start_at.instant > before);
  CHECK(prepared->scenario.start_at.instant <= wall_now() + kMinute);
}
