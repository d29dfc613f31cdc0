// Everything a scrape, the live table and the summary read: the streams and the shared client.
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

// One broker as the client's last statistics document described it.
struct BrokerReading {
  std::string name;  // host:port/id as the client names it
  bool up = false;
  double rtt_seconds = 0;       // mean over the last interval
  double throttle_seconds = 0;  // mean over the last interval
  std::uint64_t requests_in_flight = 0;
  std::int32_t id = -1;
  double queue_seconds = 0;         // mean over the last interval, from hand-over to sending
  MonotonicTime throttled_until{};  // a quota told the client to be quiet until then
};

// Who leads the partitions of a topic the client sends to.
struct TopicReading {
  std::string name;
  std::vector<std::int32_t> leaders;  // brokers' ids, ascending
};

// The shared client: replaced whole about every second by the poll thread, read at scrape. Control path, so a lock.
struct ClientReading {
  std::uint64_t queue_records = 0;  // waiting or in flight inside the client
  std::uint64_t queue_bytes = 0;
  std::vector<BrokerReading> brokers = {};
  std::vector<TopicReading> topics = {};
};

class ClientStats {
 public:
  void replace(ClientReading reading) {
    const std::lock_guard lock{mutex_};
    reading_ = std::move(reading);
  }
  [[nodiscard]] ClientReading read() const {
    const std::lock_guard lock{mutex_};
    return reading_;
  }

  // The poll thread, each time it looks for something to do, about once a second at least.
  void looked(MonotonicTime now) noexcept { looked_.store(now, std::memory_order_relaxed); }
  // When it last did; 0 before it starts, and where there is none.
  [[nodiscard]] MonotonicTime last_look() const noexcept { return looked_.load(std::memory_order_relaxed); }

 private:
  mutable std::mutex mutex_;
  ClientReading reading_;
  std::atomic<MonotonicTime> looked_{};
};

// What somebody did to the run, by what it was.
inline constexpr std::array<std::string_view, 6> kControlActions{"pause", "resume", "rate",
                                                                 "burst", "reload", "expire"};
// Those on one stream: the paths of the control API.
inline constexpr auto kStreamActions = std::span{kControlActions}.first<4>();

// Any thread counts.
struct ControlStats {
  std::array<std::atomic<std::uint64_t>, kControlActions.size()> actions{};

  // The last time the scenario was read, at the start or by a reload.
  std::atomic<bool> reload_successful{true};
  std::atomic<WallTime> reloaded{};  // of the last that was successful

  // One of kControlActions.
  void count(std::string_view action) noexcept {
    const auto* const found = std::find(kControlActions.begin(), kControlActions.end(), action);
    if (found != kControlActions.end())
      actions[static_cast<std::size_t>(found - kControlActions.begin())].fetch_add(1, std::memory_order_relaxed);
  }
};

struct RunStats {
  std::string version;     // of spate
  std::string librdkafka;  // of the library in use
  std::uint64_t shard_index = 0;
  std::uint64_t shard_count = 1;
  StreamList streams;  // those that were removed included, until they are let go
  ClientStats client;
  ControlStats control;
};

}  // namespace spate::stats
