// What another thread sees of a scan of large files, and how it ends one.
#pragma once

#include <atomic>
#include <cstdint>
#include <stdexcept>

namespace spate::generator {

// Thread-safe. One for all files of a scenario: each adds its bytes.
struct ScanControl {
  std::atomic<bool> cancelled{false};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> bytes_total{0};  // of the files begun so far
};

struct ScanCancelled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace spate::generator
