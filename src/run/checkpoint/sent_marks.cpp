#include "run/checkpoint/sent_marks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "base/error.hpp"
#include "base/file_text.hpp"

namespace spate {
namespace {

using Mark = std::atomic<std::uint64_t>;
static_assert(Mark::is_always_lock_free && sizeof(Mark) == sizeof(std::uint64_t));

// Room that is there: a write into a hole of a full disk would end the process.
int allocated_file(const std::string& path, std::size_t size) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const int error = file < 0 ? errno : ::posix_fallocate(file, 0, static_cast<off_t>(size));
  if (error == 0) return file;
  if (file >= 0) ::close(file);
  throw StartError{fmt::format("state_dir: cannot write {}: {}", path, std::strerror(error))};
}

}  // namespace

SentMarks::SentMarks(const std::string& path, std::size_t streams) : count_(streams) {
  const auto size = count_ * sizeof(Mark);
  const int file = allocated_file(path, size);
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  const int error = errno;
  ::close(file);
  if (memory == MAP_FAILED)  // NOLINT(performance-no-int-to-ptr): the system's macro
    throw StartError{fmt::format("state_dir: cannot map {}: {}", path, std::strerror(error))};
  marks_ = static_cast<Mark*>(memory);
  for (std::size_t mark = 0; mark < count_; ++mark) new (marks_ + mark) Mark{0};
}

SentMarks::~SentMarks() { ::munmap(marks_, count_ * sizeof(Mark)); }

std::atomic<std::uint64_t>* SentMarks::of(std::size_t stream) noexcept {
  return stream < count_ ? marks_ + stream : nullptr;
}

std::vector<std::uint64_t> read_marks(const std::string& path, std::string& problem) {
  constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
  const auto file = read_file(path, kMostBytes);
  problem = file.problem;
  std::vector<std::uint64_t> marks(file.text.size() / sizeof(std::uint64_t));
  if (!marks.empty()) std::memcpy(marks.data(), file.text.data(), marks.size() * sizeof(std::uint64_t));
  return marks;
}

}  // namespace spate
