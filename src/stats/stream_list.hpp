// The streams of a run. Reloads add and remove streams while other threads read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "stats/stream_stats.hpp"

namespace spate::stats {

// Thread-safe. A list returned by read() keeps its statistics alive. Takes a lock; not for the hot path.
class StreamList {
 public:
  using Streams = std::vector<std::shared_ptr<StreamStats>>;

  StreamStats& add(std::shared_ptr<StreamStats> stream) {
    const std::lock_guard lock{mutex_};
    return *streams_.emplace_back(std::move(stream));
  }
  // Lets the next `more` calls of add() not allocate.
  void reserve(std::size_t more) {
    const std::lock_guard lock{mutex_};
    streams_.reserve(streams_.size() + more);
  }
  void remove(const StreamStats& stream) {
    const std::lock_guard lock{mutex_};
    const auto matches = [&](const auto& candidate) { return candidate.get() == &stream; };
    streams_.erase(std::remove_if(streams_.begin(), streams_.end(), matches), streams_.end());
  }

  // In the order of add().
  [[nodiscard]] Streams read() const {
    const std::lock_guard lock{mutex_};
    return streams_;
  }
  [[nodiscard]] std::shared_ptr<StreamStats> operator[](std::size_t number) const {
    const std::lock_guard lock{mutex_};
    return streams_[number];
  }

 private:
  mutable std::mutex mutex_;
  Streams streams_;
};

}  // namespace spate::stats
