#include "generator/replay/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace spate {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 40U;

// How compressed files begin, and what unpacks them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kCompressed{{{"\x1f\x8b", "gunzip -k"},
                                                                                    {"\x28\xb5\x2f\xfd", "unzstd"},
                                                                                    {"BZh", "bunzip2 -k"},
                                                                                    {"\xfd"
                                                                                     "7zXZ",
                                                                                     "unxz -k"},
                                                                                    {"\x04\x22\x4d\x18", "unlz4"}}};

// Closes itself.
struct Descriptor {
  int number;
  explicit Descriptor(const std::string& path) : number(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

[[noreturn]] void fail(const std::string& path, int error) {
  throw std::runtime_error{fmt::format("{} cannot be read: {}", path, std::strerror(error))};
}

std::size_t checked_size(const std::string& path, const Descriptor& file) {
  struct stat status {};
  if (file.number < 0 || ::fstat(file.number, &status) != 0) fail(path, errno);
  if (!S_ISREG(status.st_mode)) throw std::runtime_error{path + " is no regular file"};
  if (status.st_size == 0) throw std::runtime_error{path + " is empty"};
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kMostBytes) throw std::runtime_error{path + " is larger than 1 TiB"};
  return size;
}

void refuse_compressed(const std::string& path, std::string_view text) {
  for (const auto& [magic, unpack] : kCompressed) {
    if (!text.starts_with(magic)) continue;
    throw std::runtime_error{fmt::format("{0} is compressed; unpack it first: {1} {0}", path, unpack)};
  }
}

}  // namespace

// The file is mapped over a larger piece of empty memory, so that reading a little beyond its end is harmless.
MappedFile::MappedFile(const std::string& path) {
  const Descriptor file{path};
  size_ = checked_size(path, file);
  reserved_ = size_ + kPadding;
  void* const room = ::mmap(nullptr, reserved_, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) fail(path, errno);
  begin_ = static_cast<const char*>(room);
  if (::mmap(room, size_, PROT_READ, MAP_PRIVATE | MAP_FIXED, file.number, 0) == MAP_FAILED) {
    const int error = errno;
    ::munmap(room, reserved_);
    fail(path, error);
  }
  ::madvise(room, size_, MADV_SEQUENTIAL);
  try {
    refuse_compressed(path, text());
  } catch (...) {
    ::munmap(room, reserved_);
    throw;
  }
}

MappedFile::~MappedFile() { ::munmap(const_cast<char*>(begin_), reserved_); }

}  // namespace spate
