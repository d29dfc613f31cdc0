// A file in memory, as the kernel maps it: nothing is read before it is needed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spate {

// Immutable; any thread. The file must not shrink while it is mapped: the kernel ends a process that reads where there
// is nothing any more.
class MappedFile {
 public:
  // Throws std::runtime_error with what is wrong: not there, no regular file, empty, compressed, larger than 1 TiB.
  explicit MappedFile(const std::string& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  // Behind it lie kPadding bytes that may be read.
  [[nodiscard]] std::string_view text() const noexcept { return {begin_, size_}; }

  static constexpr std::size_t kPadding = 64;

 private:
  const char* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t reserved_ = 0;
};

}  // namespace spate
