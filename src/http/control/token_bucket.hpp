// A token bucket: limits requests per second.
#pragma once

#include <algorithm>
#include <mutex>

#include "base/time.hpp"

namespace spate::http {

// Thread-safe.
class TokenBucket {
 public:
  // Allows `per_second` on average and up to `capacity` at once.
  TokenBucket(double per_second, double capacity) noexcept
      : per_second_(per_second), capacity_(capacity), tokens_(capacity) {}

  // Returns false if no token is left.
  [[nodiscard]] bool try_acquire(MonotonicTime now) noexcept {
    const std::lock_guard lock{mutex_};
    tokens_ = std::min(capacity_, tokens_ + per_second_ * to_seconds(std::max(Duration{}, now - last_)));
    last_ = std::max(last_, now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  std::mutex mutex_;
  double per_second_;
  double capacity_;
  double tokens_;
  MonotonicTime last_{};
};

}  // namespace spate::http
