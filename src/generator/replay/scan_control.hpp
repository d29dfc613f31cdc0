// Progress and cancellation of scans of replayed files.
#pragma once

#include <atomic>
#include <cstdint>
#include <stdexcept>

namespace spate::generator {

// Thread-safe. Shared by all files of a scenario; each scan adds its bytes.
struct ScanControl {
  std::atomic<bool> cancelled{false};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> bytes_total{0};  // of all scans started so far
};

struct ScanCancelled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace spate::generator
