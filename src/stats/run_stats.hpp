// All statistics of a run: the source of metrics, live table and summary.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stats/stream_list.hpp"

namespace spate::stats {

// One broker in the last statistics of the client.
struct BrokerSnapshot {
  std::string name;  // HOST:PORT/ID, the client's name
  bool up = false;
  double rtt_seconds = 0;       // mean over the last interval
  double throttle_seconds = 0;  // mean over the last interval
  std::uint64_t requests_in_flight = 0;
  std::int32_t id = -1;
  double queue_seconds = 0;         // mean over the last interval, from enqueue to send
  MonotonicTime throttled_until{};  // end of the throttle time of a quota
};

// The leaders of the partitions of one topic.
struct TopicSnapshot {
  std::string name;
  std::vector<std::int32_t> leaders;  // broker ids, ascending
};

// The last statistics of the client. The poll thread replaces them about once a second.
struct ClientSnapshot {
  std::uint64_t queue_records = 0;  // waiting or in flight in the client
  std::uint64_t queue_bytes = 0;
  std::vector<BrokerSnapshot> brokers = {};
  std::vector<TopicSnapshot> topics = {};
};

// Thread-safe. Takes a lock; not for the hot path.
class ClientStats {
 public:
  void replace(ClientSnapshot snapshot) {
    const std::lock_guard lock{mutex_};
    snapshot_ = std::move(snapshot);
  }
  [[nodiscard]] ClientSnapshot read() const {
    const std::lock_guard lock{mutex_};
    return snapshot_;
  }

  // Called by the poll thread at each poll, at least about once a second.
  void mark_polled(MonotonicTime now) noexcept { last_poll_.store(now, std::memory_order_relaxed); }
  // Time of the last poll; 0 without a poll thread or before its first poll.
  [[nodiscard]] MonotonicTime last_poll() const noexcept { return last_poll_.load(std::memory_order_relaxed); }

 private:
  mutable std::mutex mutex_;
  ClientSnapshot snapshot_;
  std::atomic<MonotonicTime> last_poll_{};
};

// The values of the metric label `action`.
inline constexpr std::array<std::string_view, 6> kControlActions{"pause", "resume", "rate",
                                                                 "burst", "reload", "expire"};
// The actions on one stream, as in the paths of the control API.
inline constexpr auto kStreamActions = std::span{kControlActions}.first<4>();

// Thread-safe.
struct ControlStats {
  std::array<std::atomic<std::uint64_t>, kControlActions.size()> actions{};

  std::atomic<bool> reload_successful{true};  // true until a reload fails
  std::atomic<WallTime> reloaded{};           // last successful load, at the start or by a reload

  // `action` is one of kControlActions.
  void count(std::string_view action) noexcept {
    const auto* const match = std::find(kControlActions.begin(), kControlActions.end(), action);
    if (match != kControlActions.end())
      actions[static_cast<std::size_t>(match - kControlActions.begin())].fetch_add(1, std::memory_order_relaxed);
  }
};

struct RunStats {
  std::string version;     // of spate
  std::string librdkafka;  // version of the library in use
  std::uint64_t shard_index = 0;
  std::uint64_t shard_count = 1;
  StreamList streams;  // with removed streams until they are evicted
  ClientStats client;
  ControlStats control;
};

}  // namespace spate::stats
