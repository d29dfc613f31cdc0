// A file that records or rows are read from, piece by piece. Whatever happens to it in the meantime, reading it is
// safe: a file that was cut short gives fewer bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace spate::generator {

// Immutable; thread-safe. Stays open: a file that is renamed over it is not noticed.
class InputFile {
 public:
  // Throws std::runtime_error with what is wrong: not there, no regular file, empty, compressed, larger than 1 TiB.
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  // When it was opened.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t size_now() const noexcept;

  struct Piece {
    std::size_t size = 0;  // below what was asked for: the file ends there now, or `error`
    int error = 0;         // of errno
  };
  // Up to `size` bytes from `offset` on. Allocates nothing.
  [[nodiscard]] Piece read(std::uint64_t offset, char* out, std::size_t size) const noexcept;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace spate::generator
