#include "base/file_text.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "catch.hpp"

using namespace spate;

namespace {

class Folder {
 public:
  Folder() { std::filesystem::create_directories(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("spate-file-text-" + std::to_string(getpid()));
};

std::string read_problem(const std::string& path) { return read_file(path, 100).problem; }

}  // namespace

TEST_CASE("a regular file is read to its end or one byte past the limit, also through a link") {
  const Folder folder;
  const auto path = folder.file("text");
  std::ofstream{path} << std::string(200'000, 'x');
  std::filesystem::create_symlink("text", folder.file("link"));
  CHECK(read_file(path, 200'000).text == std::string(200'000, 'x'));
  CHECK(read_file(folder.file("link"), 200'000).text.size() == 200'000);
  CHECK(read_file(path, 199'999).text.size() == 200'000);
  CHECK(read_file(path, 70'000).text.size() == 70'001);
  CHECK(read_file(path, 0).text == "x");
  std::ofstream{path, std::ios::trunc} << "";
  CHECK(read_file(path, 10).text.empty());
  CHECK(read_file(path, 10).problem.empty());
}

TEST_CASE("a file of unknown size is read") {
  CHECK(read_file("/proc/self/status", 1U << 20U).text.starts_with("Name:"));
}

TEST_CASE("a file that is not regular is an error and is not waited for") {
  const Folder folder;
  REQUIRE(::mkfifo(folder.file("fifo").c_str(), 0600) == 0);
  std::filesystem::create_symlink("fifo", folder.file("link"));
  std::filesystem::create_symlink("nothing", folder.file("dangling"));
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, folder.file("socket").c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(read_problem(folder.file("fifo")) == "it is a FIFO");
  CHECK(read_problem(folder.file("link")) == "it is a FIFO");
  CHECK(read_problem(folder.file(".")) == "it is a directory");
  CHECK(read_problem("/dev/null").empty());
  CHECK(read_problem("/dev/zero") == "it is a device");
  CHECK(read_problem(folder.file("socket")) == "No such device or address");
  CHECK(read_problem(folder.file("dangling")) == "No such file or directory");
  CHECK(read_file(folder.file("dangling"), 1).missing);
  CHECK_FALSE(read_file(folder.file("fifo"), 1).missing);
  ::close(socket);
}

TEST_CASE("an inherited pipe is read to its end") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  REQUIRE(::write(pipe[1], "name: x", 7) == 7);
  ::close(pipe[1]);
  const auto path = "/dev/fd/" + std::to_string(pipe[0]);
  CHECK(is_read_once(path));
  CHECK(read_file(path, 100).text == "name: x");
  ::close(pipe[0]);
  CHECK_FALSE(is_read_once(path));
  CHECK_FALSE(is_read_once("/etc/passwd"));
}
