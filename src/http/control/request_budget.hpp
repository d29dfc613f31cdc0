// How many requests a second are answered: a token bucket.
#pragma once

#include <algorithm>
#include <mutex>

#include "base/time.hpp"

namespace spate::http {

// Any thread.
class RequestBudget {
 public:
  // `per_second` for ever, and up to `most` at once.
  RequestBudget(double per_second, double most) noexcept : per_second_(per_second), most_(most), left_(most) {}

  // False: not now.
  [[nodiscard]] bool take(MonotonicTime now) noexcept {
    const std::lock_guard lock{mutex_};
    left_ = std::min(most_, left_ + per_second_ * to_seconds(std::max(Duration{}, now - last_)));
    last_ = std::max(last_, now);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  std::mutex mutex_;
  double per_second_;
  double most_;
  double left_;
  MonotonicTime last_{};
};

}  // namespace spate::http
