// What limits a stream: the reasons a second may be put down to, and the rule that picks one from what was measured.
// docs/reference/limit-reasons.md is written for those who read the answer.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "stats/counter.hpp"

namespace spate::stats {

enum class Limit : std::uint8_t {
  none,               // on target
  generator,          // the stream's own thread cannot make records faster
  queue_full,         // the client's queue, or the memory for records, is too small
  throttled,          // a broker's quota
  ack_wait,           // records wait for the brokers' answers
  broker_down,        // a broker that leads a partition of the topic is not connected
  topic_unavailable,  // no leader, or fewer replicas in sync than the topic asks for
  cpu,                // threads were ready and got no processor
};
inline constexpr std::array<std::string_view, 8> kLimits{"none",     "generator",   "queue_full",        "throttled",
                                                         "ack_wait", "broker_down", "topic_unavailable", "cpu"};

// Time by reason, written by the one thread that watches.
struct alignas(64) LimitStats {
  std::array<TimeCounter, kLimits.size()> times;
  std::atomic<Limit> latest{Limit::none};  // of the last second
};

// What was measured of one stream over `interval`, about a second. Shares are of that interval.
struct Evidence {
  Duration interval{};
  bool unlimited = false;     // `max`: no target to be on
  std::int64_t due = 0;       // records that became due
  std::int64_t missing = 0;   // of them neither handed over nor left out on purpose; negative: a debt became smaller
  std::int64_t waiting = 0;   // of these, due and not handed over at the end
  Duration behind{};          // at the end
  bool falls_back = false;    // much more is held back by when_late than at the end of the interval before
  double blocked = 0;         // waiting for room in the client's queue or for memory
  double working = 0;         // the stream's thread on a processor
  double absent = 0;          // the stream's thread ready or overdue, and not on a processor
  double held = 0;            // the stream's thread asleep although records were late: when_late asks for no more
  double client_waiting = 0;  // the same for the client's threads, the one that waited longest
  bool broker_down = false;
  bool topic_unavailable = false;
  bool throttled = false;
  double queue_seconds = 0;         // how much of the target rate the client's queue holds
  double time_in_queue = 0;         // mean seconds between hand-over and sending
  double round_trip = 0;            // mean seconds of a request, 0 when none was answered
  double linger = 0;                // seconds the client lets a batch fill
  bool requests_in_flight = false;  // some are
  bool few_requests = false;        // the client may have only few requests in flight (idempotence, its settings)
  Limit before = Limit::none;       // of the interval before
};

// Where several reasons hold, the first of broker_down, topic_unavailable, throttled, queue_full, ack_wait, cpu,
// generator. `none` when at least 99 % of the records due were handed over (one may always be on its way, and so may
// those that wait) and the stream is less than 50 ms behind; never under `max`. A stream that works off a debt, held
// back by nothing but its own when_late, stays with the reason of the debt: `none` where it was there before the run
// began. It may keep its distance, as with `catch_up: 1x`.
[[nodiscard]] Limit limit_of(const Evidence& evidence) noexcept;

}  // namespace spate::stats
