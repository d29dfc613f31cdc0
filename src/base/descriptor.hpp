// A file descriptor that closes itself, and writing to one: errors are values, and an interrupted or partial write is
// continued.
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

// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that no file that is opened later gets one of
// them and with it what is meant for people. Call it first in main.
void open_standard_descriptors() noexcept;

// Writes part of `text`: how many bytes, or -errno. Blocks while the descriptor takes nothing, also if it is set not
// to block.
[[nodiscard]] std::ptrdiff_t write_some(int descriptor, std::string_view text) noexcept;

// Writes all of `text`: 0 or errno.
[[nodiscard]] int write_whole(int descriptor, std::string_view text) noexcept;

}  // namespace spate
