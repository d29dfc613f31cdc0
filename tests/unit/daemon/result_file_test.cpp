#include "daemon/result_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::daemon;
namespace fs = std::filesystem;

namespace {

// A temporary directory that the destructor removes.
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

TEST_CASE("a result file appears only when it is complete") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  {
    ResultFile summary{"--summary", file};
    CHECK_FALSE(fs::exists(file));
    CHECK(summary.write("{}\n"));
  }
  CHECK(content(file) == "{}\n");
  CHECK_FALSE(fs::exists(file.string() + ".part"));
}

TEST_CASE("without write() an earlier result file stays unchanged") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  std::ofstream{file} << "earlier";
  { const ResultFile summary{"--summary", file}; }
  CHECK(content(file) == "earlier");
  CHECK_FALSE(fs::exists(file.string() + ".part"));
}

TEST_CASE("an unwritable directory is a start error") {
  CHECK_THROWS_AS((ResultFile{"--summary", "/no/such/directory/run.json"}), StartError);
}

TEST_CASE("a symbolic link is kept, even if its target was missing") {
  const Directory directory;
  for (const char* name : {"there", "absent"}) {
    const auto link = directory.path / (std::string{"link-"} + name);
    fs::create_symlink(name, link);
  }
  std::ofstream{directory.path / "there"} << "earlier";
  for (const char* name : {"there", "absent"}) {
    const auto link = directory.path / (std::string{"link-"} + name);
    CHECK(ResultFile("--summary", link).write("results"));
    CHECK(fs::is_symlink(link));
    CHECK(content(directory.path / name) == "results");
  }
}

TEST_CASE("a replaced result file keeps its mode") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  std::ofstream{file} << "earlier";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  CHECK(ResultFile("--summary", file).write("results"));
  CHECK(content(file) == "results");
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read));
}

TEST_CASE("a result is written to a FIFO") {
  const Directory directory;
  const auto fifo = directory.path / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  ResultFile summary{"--summary", fifo};  // without a reader
  const int reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  CHECK(summary.write("results"));
  std::array<char, 16> text{};
  CHECK(::read(reader, text.data(), text.size()) == 7);
  ::close(reader);
  CHECK(fs::is_fifo(fifo));
}

TEST_CASE("a result is written to a device and its errors are reported") {
  const Directory directory;
  const auto null = directory.path / "null";  // a separate node: tests must not replace the system's
  const auto full = directory.path / "full";
  const bool created = ::mknod(null.c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0 &&
                       ::mknod(full.c_str(), S_IFCHR | 0600, makedev(1, 7)) == 0;
  if (!created) {
    WARN("only root can create devices");
    return;
  }
  CHECK(ResultFile("--summary", null).write("results"));
  CHECK_FALSE(ResultFile("--summary", full).write("results"));
  CHECK(fs::is_character_file(null));
  CHECK(fs::is_character_file(full));
}

TEST_CASE("a result is written at the position of a descriptor") {
  const Directory directory;
  const int file = ::open((directory.path / "all").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(::write(file, "before ", 7) == 7);
  CHECK(ResultFile("--summary", "/dev/fd/" + std::to_string(file)).write("results"));
  ::close(file);
  CHECK(content(directory.path / "all") == "before results");
}

TEST_CASE("an unwritable target is a start error") {
  const Directory directory;
  fs::create_symlink("circle", directory.path / "circle");
  for (const auto& file : {directory.path, directory.path / "", directory.path / "circle", fs::path{"/dev/fd/999"}}) {
    CAPTURE(file);
    CHECK_THROWS_AS((ResultFile{"--summary", file}), StartError);
  }
  const ResultFile other{"--summary", directory.path / "run.json"};
  CHECK_THROWS_AS((ResultFile{"--summary", directory.path / "run.json"}), StartError);
}

TEST_CASE("two options for one file are an error, even with different paths") {
  const Directory directory;
  const auto file = directory.path / "run.json";
  const auto problem = [&](const std::string& summary, const std::string& junit) {
    return same_file_problem({{"--summary", summary}, {"--junit", junit}, {"FILE", std::nullopt}});
  };
  CHECK(problem(file, directory.path / "other") == "");
  CHECK(problem(file, file) == "--summary and --junit are the same file, " + file.string() + ": use two files");
  CHECK(problem(file, directory.path / "." / "run.json") != "");
  fs::create_symlink("run.json", directory.path / "link");
  CHECK(problem(file, directory.path / "link") != "");
  std::ofstream{file} << "earlier";
  CHECK(problem(file, directory.path / "link") != "");
  fs::create_hard_link(file, directory.path / "hard");
  CHECK(problem(file, directory.path / "hard") != "");
  CHECK(problem("-", "/dev/fd/1") != "");
  CHECK(problem("-", file) == "");
  CHECK(problem("/dev/null", "/dev/null") == "");
}
