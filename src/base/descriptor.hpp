// An owned file descriptor, and functions that write to a descriptor. They return errors as values and continue after
// an interrupted or partial write.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <string_view>
#include <utility>

namespace spate {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_{number} {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const noexcept { return number_; }
  void close() noexcept {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

// Opens /dev/null on each closed descriptor of 0 to 2. Otherwise a file that is opened later gets that number and
// receives the text for standard output or standard error. Call it first in main.
void open_standard_descriptors() noexcept;

// Writes the first part of `text`. Returns the number of bytes, or -errno. Blocks until the descriptor is writable,
// even if it is non-blocking.
[[nodiscard]] std::ptrdiff_t write_some(int descriptor, std::string_view text) noexcept;

// Writes all of `text`. Returns 0 or errno.
[[nodiscard]] int write_whole(int descriptor, std::string_view text) noexcept;

}  // namespace spate
