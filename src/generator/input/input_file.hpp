// A file of records or table rows, read in pieces. Reading is safe while another process changes the file: a truncated
// file returns fewer bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace spate::generator {

// Thread-safe. Keeps the file open, so replacing it by a rename has no effect.
class InputFile {
 public:
  // Throws std::runtime_error if the file is missing, not a regular file, empty, compressed or larger than 1 TiB.
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  // The size when the file was opened.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t size_now() const noexcept;

  struct Piece {
    std::size_t size = 0;  // less than requested: end of file, or `error`
    int error = 0;         // errno, or 0
  };
  // Reads up to `size` bytes at `offset`. Does not allocate.
  [[nodiscard]] Piece read(std::uint64_t offset, char* out, std::size_t size) const noexcept;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace spate::generator
