#include "generator/input/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace spate::generator {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 40U;

// The first bytes of compressed files, and the command that unpacks each.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kCompressed{{{"\x1f\x8b", "gunzip -k"},
                                                                                    {"\x28\xb5\x2f\xfd", "unzstd"},
                                                                                    {"BZh", "bunzip2 -k"},
                                                                                    {"\xfd"
                                                                                     "7zXZ",
                                                                                     "unxz -k"},
                                                                                    {"\x04\x22\x4d\x18", "unlz4"}}};

[[noreturn]] void fail(const std::string& path, int error) {
  throw std::runtime_error{fmt::format("{} cannot be read: {}", path, std::strerror(error))};
}

std::uint64_t checked_size(const std::string& path, int descriptor) {
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0) fail(path, errno);
  if (!S_ISREG(status.st_mode)) throw std::runtime_error{path + " is not a regular file"};
  if (status.st_size == 0) throw std::runtime_error{path + " is empty"};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kMaxBytes) throw std::runtime_error{path + " is larger than 1 TiB"};
  return size;
}

}  // namespace

// O_NONBLOCK: opening a pipe would wait for its writer.
InputFile::InputFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  try {
    size_ = checked_size(path, descriptor_);
    std::array<char, 8> first_bytes{};
    const auto piece = read(0, first_bytes.data(), first_bytes.size());
    if (piece.error != 0) fail(path, piece.error);
    for (const auto& [magic, unpack] : kCompressed) {
      if (!std::string_view{first_bytes.data(), piece.size}.starts_with(magic)) continue;
      throw std::runtime_error{fmt::format("{0} is compressed: unpack it first with {1} {0}", path, unpack)};
    }
  } catch (...) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw;
  }
  (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

InputFile::~InputFile() { ::close(descriptor_); }

std::uint64_t InputFile::size_now() const noexcept {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

InputFile::Piece InputFile::read(std::uint64_t offset, char* out, std::size_t size) const noexcept {
  Piece piece;
  while (piece.size < size) {
    const auto count =
        ::pread(descriptor_, out + piece.size, size - piece.size, static_cast<off_t>(offset + piece.size));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) piece.error = errno;
    if (count <= 0) break;
    piece.size += static_cast<std::size_t>(count);
  }
  return piece;
}

}  // namespace spate::generator
