// A file descriptor that closes itself, and one that wakes a thread out of poll(2).
#pragma once

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
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

// Readable from notify() until clear(). Thread-safe.
class WakeDescriptor {
 public:
  [[nodiscard]] int number() const noexcept { return event_.number(); }
  void notify() const noexcept { ::eventfd_write(event_.number(), 1); }
  void clear() const noexcept {
    eventfd_t count = 0;
    ::eventfd_read(event_.number(), &count);
  }

 private:
  Descriptor event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace spate
