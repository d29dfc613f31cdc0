// A counter that one thread writes and any thread reads: no read-modify-write, so no bus lock on the hot path.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/time.hpp"

namespace spate::stats {

class Counter {
 public:
  // The writing thread only. What it wrote before is visible to whoever reads the new value.
  void add(std::uint64_t amount) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_release);
  }
  // The writing thread only; for figures computed elsewhere that only grow.
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_release); }
  // Any thread.
  [[nodiscard]] std::uint64_t read() const noexcept { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// The same for lengths of time.
class TimeCounter {
 public:
  // The writing thread only.
  void add(Duration amount) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_release);
  }
  // Any thread.
  [[nodiscard]] Duration read() const noexcept { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<Duration> value_{};
};

}  // namespace spate::stats
