#include "daemon/result_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/output.hpp"
#include "base/time.hpp"

namespace spate::daemon {
namespace {

constexpr Duration kReaderWait = 5 * kSecond;
constexpr int kOpen = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

std::string reason(int error) {
  return error == ETIMEDOUT ? "no process reads it" : std::generic_category().message(error);
}

[[noreturn]] void cannot_write(const ResultTarget& target, const std::string& file, int error) {
  throw StartError{fmt::format("{}: cannot write {}: {}", target.option, file, reason(error))};
}

// Writes in parts that fit into a pipe. Waits up to kReaderWait for the reader before each part.
int write_within(int descriptor, std::string_view text) noexcept {
  constexpr std::size_t kPart = 4096;
  while (!text.empty()) {
    pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&writable, 1, timeout_milliseconds(kReaderWait));
    if (ready == 0) return ETIMEDOUT;
    const auto count = ready < 0 ? -1 : ::write(descriptor, text.data(), std::min(text.size(), kPart));
    if (count < 0 && errno != EINTR && errno != EAGAIN) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

// Opening fails without a reader. Returns -1 with errno ENXIO after kReaderWait.
int open_fifo(const char* path) noexcept {
  const MonotonicTime deadline = monotonic_now() + kReaderWait;
  for (;;) {
    const int fifo = ::open(path, kOpen);
    if (fifo >= 0 || errno != ENXIO || monotonic_now() >= deadline) return fifo;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

int synced(int file) noexcept { return ::fsync(file) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno; }

}  // namespace

ResultFile::ResultFile(const std::string& option, const std::string& file) : target_(find_target(option, file)) {
  using Kind = ResultTarget::Kind;
  if (target_.found && ::access(target_.path.c_str(), W_OK) != 0) cannot_write(target_, target_.named, errno);
  if (target_.kind == Kind::descriptor && target_.descriptor > STDERR_FILENO) {
    file_ = ::fcntl(target_.descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (file_ < 0) cannot_write(target_, target_.named, errno);
  } else if (target_.kind == Kind::device) {
    file_ = ::open(target_.path.c_str(), kOpen);
    if (file_ < 0) cannot_write(target_, target_.named, errno);
  } else if (target_.kind == Kind::file) {
    open_part();
  }
}

ResultFile::~ResultFile() {
  if (!part_.empty()) ::unlink(part_.c_str());
  if (file_ >= 0) ::close(file_);
}

// Reuses the part of a killed process. A locked part belongs to a running process.
void ResultFile::open_part() {
  part_ = target_.path.string() + ".part";
  file_ = ::open(part_.c_str(), kOpen | O_CREAT | O_NOFOLLOW, 0666);
  const int error = errno;
  struct stat part {};
  if (file_ >= 0 && ::fstat(file_, &part) == 0 && !S_ISREG(part.st_mode)) {
    throw StartError{fmt::format("{}: cannot write {}: it exists and is not a regular file", target_.option, part_)};
  }
  if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    const auto part_in_use = std::exchange(part_, {});
    throw StartError{fmt::format("{}: {} is locked by another process: use another file", target_.option, part_in_use)};
  }
  if (file_ >= 0 && ::ftruncate(file_, 0) == 0 && keep_owner()) return;
  if (file_ >= 0) ::unlink(part_.c_str());
  if (file_ >= 0) ::close(file_);
  file_ = target_.found ? ::open(target_.path.c_str(), kOpen) : -1;
  const auto part_name = std::exchange(part_, {});
  if (file_ < 0) cannot_write(target_, part_name, error);
}

bool ResultFile::keep_owner() const noexcept {
  if (!target_.found) return true;
  const auto& found = *target_.found;
  struct stat part {};
  if (::fstat(file_, &part) != 0) return false;
  const bool another = part.st_uid != found.st_uid || part.st_gid != found.st_gid;
  if (another && ::fchown(file_, found.st_uid, found.st_gid) != 0) return false;
  return ::fchmod(file_, found.st_mode & 07777U) == 0;
}

bool ResultFile::write(const std::string& text) {
  const int error = write_to_target(text);
  if (error != 0) log::error("{}: cannot write {}: {}", target_.option, target_.named, reason(error));
  return error == 0;
}

int ResultFile::write_to_target(const std::string& text) noexcept {
  using Kind = ResultTarget::Kind;
  if (!part_.empty()) return replace(text);
  if (target_.kind == Kind::descriptor && target_.descriptor == STDOUT_FILENO) {
    output::print(text);  // finish() reports a failure
    return 0;
  }
  if (target_.kind == Kind::descriptor && target_.descriptor == STDERR_FILENO) {
    log::say(text);
    return 0;
  }
  if (target_.kind == Kind::fifo) file_ = open_fifo(target_.path.c_str());
  if (file_ < 0) return errno == ENXIO ? ETIMEDOUT : errno;
  return target_.kind == Kind::file ? write_in_place(text) : write_within(file_, text);
}

int ResultFile::write_in_place(const std::string& text) const noexcept {
  if (::ftruncate(file_, 0) != 0) return errno;
  const int error = write_within(file_, text);
  return error == 0 ? synced(file_) : error;
}

int ResultFile::replace(const std::string& text) noexcept {
  const int error = write_in_place(text);
  if (error != 0) return error;
  if (::rename(part_.c_str(), target_.path.c_str()) == 0) {
    part_.clear();
    return 0;
  }
  if (errno != EBUSY) return errno;
  ::close(file_);  // a mount point, as in containers, cannot be replaced
  file_ = ::open(target_.path.c_str(), kOpen);
  return file_ < 0 ? errno : write_in_place(text);
}

}  // namespace spate::daemon
