#include "base/descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace spate {
namespace {

// A pipe that polls as writable accepts this many bytes without blocking (pipe(7), PIPE_BUF). Small parts also show
// that a slow reader makes progress.
constexpr std::size_t kPart = 4096;

// Ends at a line feed if the part contains one: other processes may write to the same pipe.
std::size_t part_of(std::string_view text) noexcept {
  if (text.size() <= kPart) return text.size();
  const auto line = text.rfind('\n', kPart - 1);
  return line == std::string_view::npos ? kPart : line + 1;
}

}  // namespace

void open_standard_descriptors() noexcept {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDWR));
}

std::ptrdiff_t write_some(int descriptor, std::string_view text) noexcept {
  for (;;) {
    const auto count = ::write(descriptor, text.data(), part_of(text));
    if (count > 0 || text.empty()) return count;
    if (count == 0) return -EIO;
    if (errno == EAGAIN) {
      pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
      static_cast<void>(::poll(&writable, 1, -1));
    } else if (errno != EINTR) {
      return -errno;
    }
  }
}

int write_whole(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto count = write_some(descriptor, text);
    if (count < 0) return static_cast<int>(-count);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace spate
