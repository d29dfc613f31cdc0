#include "base/file_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/descriptor.hpp"

namespace spate {
namespace {

bool is_own_descriptor(std::string_view path) noexcept {
  return path == "/dev/stdin" || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

// /dev/null: always empty, and never blocks.
bool is_null_device(const struct stat& status) noexcept {
  const dev_t null = makedev(1, 3);
  return S_ISCHR(status.st_mode) && status.st_rdev == null;
}

std::string_view kind_of(mode_t mode) noexcept {
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a FIFO";
  if (S_ISSOCK(mode)) return "it is a socket";
  return S_ISREG(mode) ? "" : "it is a device";
}

FileText failed(int error) { return {.text = {}, .problem = std::strerror(error), .missing = error == ENOENT}; }

// Does not use the size of the file, which is 0 in /proc.
FileText read_to_end(int file, std::size_t limit) {
  constexpr std::size_t kPiece = std::size_t{64} << 10U;
  FileText all;
  while (all.text.size() <= limit) {
    const auto had = all.text.size();
    all.text.resize(had + std::min(kPiece, limit + 1 - had));
    const auto count = ::read(file, all.text.data() + had, all.text.size() - had);
    if (count < 0 && errno != EINTR) return failed(errno);
    all.text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) break;
  }
  return all;
}

}  // namespace

FileText read_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: open() does not wait for the writer of a FIFO. Descriptors of this process are open already.
  const bool own = is_own_descriptor(path);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | (own ? 0 : O_NONBLOCK | O_NOCTTY))};
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return failed(errno);
  const auto kind = kind_of(status.st_mode);
  if (kind.empty() || is_null_device(status) || (own && !S_ISDIR(status.st_mode)))
    return read_to_end(file.number(), limit);
  return {.text = {}, .problem = std::string{kind}, .missing = false};
}

bool is_read_once(const std::string& path) noexcept {
  struct stat status {};
  return is_own_descriptor(path) && ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace spate
