#include "base/background_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/descriptor.hpp"
#include "catch.hpp"

using namespace spate;

namespace {

constexpr Duration kTimeout = 30 * kSecond;
constexpr std::size_t kRoom = 1000;
constexpr std::size_t kLineBytes = 100;

// A pipe with a buffer of one page. write_to_pipe() writes to it. A writer that is blocked in it keeps it open.
std::array<int, 2> pipe_ends{-1, -1};

void open_pipe() {
  REQUIRE(::pipe2(pipe_ends.data(), O_CLOEXEC) == 0);
  REQUIRE(::fcntl(pipe_ends[1], F_SETPIPE_SZ, 4096) >= 4096);
}

std::ptrdiff_t write_to_pipe(std::string_view text) noexcept { return write_some(pipe_ends[1], text); }

std::ptrdiff_t fail(std::string_view) noexcept { return -ENOSPC; }

std::string line(int number) {
  auto text = std::to_string(number);
  return text + std::string(kLineBytes - 1 - text.size(), '.') + "\n";
}

// Reads until the write end is closed.
std::string read_all() {
  ::close(pipe_ends[1]);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t count = 0; (count = ::read(pipe_ends[0], part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(count));
  ::close(pipe_ends[0]);
  return text;
}

}  // namespace

TEST_CASE("all text is written in order") {
  open_pipe();
  BackgroundWriter writer{"test", kRoom, write_to_pipe};
  std::string expected;
  for (int number = 0; number < 30; ++number) {
    writer.append(line(number));
    expected += line(number);
  }
  CHECK(writer.finish(kTimeout));
  CHECK(writer.error() == 0);
  CHECK(read_all() == expected);
}

TEST_CASE("try_append() returns false immediately if there is no room") {
  open_pipe();
  REQUIRE(write_to_pipe(std::string(4096, 'x')) == 4096);  // the pipe is full
  BackgroundWriter writer{"test", kRoom, write_to_pipe};
  int accepted = 0;
  while (writer.try_append(line(accepted))) ++accepted;
  CHECK(accepted >= 10);  // the room of the writer
  CHECK(accepted <= 20);  // plus the text that the thread has taken
  CHECK_FALSE(writer.finish(kMillisecond));
  ::close(pipe_ends[0]);
}

TEST_CASE("finish() gives up after the timeout if the reader reads nothing") {
  open_pipe();
  BackgroundWriter writer{"test", std::size_t{1} << 20U, write_to_pipe};
  writer.append(std::string(100'000, 'x'));
  CHECK_FALSE(writer.finish(kMillisecond));
  CHECK_FALSE(writer.finish(kTimeout));  // returns the same result again
  ::close(pipe_ends[0]);
}

TEST_CASE("after stop_waiting() append() buffers text without room") {
  open_pipe();
  BackgroundWriter writer{"test", kRoom, write_to_pipe};
  writer.stop_waiting();
  for (int number = 0; number < 1'000; ++number) writer.append(line(number));
  CHECK_FALSE(writer.finish(kMillisecond));
  ::close(pipe_ends[0]);
}

TEST_CASE("failed writes count their lines and keep the first error") {
  BackgroundWriter writer{"test", kRoom, fail};
  writer.append(line(1) + line(2));
  CHECK(writer.finish(kTimeout));
  CHECK(writer.error() == ENOSPC);
  CHECK(writer.lost_lines() == 2);
}
