// A string that is written rarely and read by other threads.
#pragma once

#include <mutex>
#include <string>
#include <utility>

namespace spate::stats {

// Thread-safe. Takes a lock; not for the hot path.
class SharedString {
 public:
  SharedString& operator=(std::string text) {
    const std::lock_guard lock{mutex_};
    text_ = std::move(text);
    return *this;
  }
  [[nodiscard]] std::string read() const {
    const std::lock_guard lock{mutex_};
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

}  // namespace spate::stats
