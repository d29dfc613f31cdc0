// The streams of a run: they come and go at reloads while others read how they do.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "stats/stream_stats.hpp"

namespace spate::stats {

// Any thread. Who has read the list keeps the statistics in it alive. Control path, so a lock.
class StreamList {
 public:
  using Streams = std::vector<std::shared_ptr<StreamStats>>;

  StreamStats& add(std::shared_ptr<StreamStats> stream) {
    const std::lock_guard lock{mutex_};
    return *streams_.emplace_back(std::move(stream));
  }
  // The next `more` add() do not allocate.
  void reserve(std::size_t more) {
    const std::lock_guard lock{mutex_};
    streams_.reserve(streams_.size() + more);
  }
  void remove(const StreamStats& stream) {
    const std::lock_guard lock{mutex_};
    const auto is_it = [&](const auto& one) { return one.get() == &stream; };
    streams_.erase(std::remove_if(streams_.begin(), streams_.end(), is_it), streams_.end());
  }

  // In the order in which they came.
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
