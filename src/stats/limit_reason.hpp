// Limit reasons: why a stream missed its target rate in one second, and the rule that selects the reason from the
// measurements. docs/reference/limit-reasons.md describes them for users.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "stats/counter.hpp"

namespace spate::stats {

enum class LimitReason : std::uint8_t {
  none,               // on target
  generator,          // the worker cannot make records faster
  queue_full,         // the producer queue or the memory for records is too small
  throttled,          // a broker applied a quota
  ack_wait,           // records wait for acknowledgements
  broker_down,        // a broker that leads a partition of the topic is not connected
  topic_unavailable,  // no leader, or fewer in-sync replicas than min.insync.replicas
  cpu,                // ready threads got no CPU time
};
inline constexpr std::array<std::string_view, 8> kLimitReasons{
    "none", "generator", "queue_full", "throttled", "ack_wait", "broker_down", "topic_unavailable", "cpu"};

// Time by limit reason. Written by the limit monitor only.
struct alignas(64) LimitReasonStats {
  std::array<TimeCounter, kLimitReasons.size()> times;
  std::atomic<LimitReason> latest{LimitReason::none};  // reason of the last second
};

// Measurements of one stream over `interval`, about 1 s. Shares are shares of that interval, from 0 to 1.
struct LimitMeasurement {
  Duration interval{};
  bool unlimited = false;       // rate: max, no target
  std::int64_t due = 0;         // records that became due
  std::int64_t missing = 0;     // growth of backlog and skipped records; negative while catching up
  std::int64_t waiting = 0;     // backlog at the end
  Duration behind{};            // at the end
  bool falling_behind = false;  // when_late holds back more than before
  double blocked = 0;           // waiting for the producer queue or for memory
  double working = 0;           // the worker on a CPU
  double starved = 0;           // the worker ready or overdue, without a CPU
  double catch_up_wait = 0;     // the worker asleep with a backlog, as when_late limits the catch-up
  double client_waiting = 0;    // ready without a CPU: the client thread that waited longest
  bool broker_down = false;
  bool topic_unavailable = false;
  bool throttled = false;
  double queue_seconds = 0;                  // capacity of the producer queue at the target rate
  double time_in_queue = 0;                  // mean seconds from enqueue to send
  double round_trip = 0;                     // mean seconds of a request; 0: none was answered
  double linger = 0;                         // linger.ms of the client, in seconds
  bool requests_in_flight = false;           // at least one
  bool few_requests = false;                 // low max.in.flight.requests.per.connection, or idempotence
  LimitReason previous = LimitReason::none;  // reason of the previous interval
};

// The reason for one interval. If several apply, the first one in this order counts:
// - a stream that was blocked for at least 5 % of the interval: broker_down, topic_unavailable, throttled,
//   queue_full (a queue of less than 50 ms), cpu (of the client's threads), ack_wait, queue_full
// - other streams: cpu, generator
// Returns none if the stream is less than 50 ms behind and enqueued at least 99 % of the records due. One record, and
// the backlog of less than 50 ms, may be missing. Never returns none at rate: max.
// While only when_late limits a stream that catches up, its reason stays that of the previous interval. So a backlog
// from before the start stays none, also with catch_up: 1x, where it never shrinks.
[[nodiscard]] LimitReason limit_reason(const LimitMeasurement& measurement) noexcept;

}  // namespace spate::stats
