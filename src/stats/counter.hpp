// A counter with one writing thread and any number of readers. It needs no atomic read-modify-write on the hot path.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/time.hpp"

namespace spate::stats {

class Counter {
 public:
  // Called by the writing thread only. Earlier writes of that thread are visible to a reader of the new value.
  void add(std::uint64_t amount) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_release);
  }
  // Called by the writing thread only, with a value that never decreases.
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_release); }
  // Thread-safe.
  [[nodiscard]] std::uint64_t read() const noexcept { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// A Counter of durations.
class TimeCounter {
 public:
  // Called by the writing thread only.
  void add(Duration amount) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_release);
  }
  // Thread-safe.
  [[nodiscard]] Duration read() const noexcept { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<Duration> value_{};
};

}  // namespace spate::stats
