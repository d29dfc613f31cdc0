// A file descriptor that wakes a thread out of poll(2).
#pragma once

#include <sys/eventfd.h>

#include "base/descriptor.hpp"

namespace spate::http {

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

}  // namespace spate::http
