#include "stats/limit_reason.hpp"

#include <algorithm>

namespace spate::stats {
namespace {

constexpr Duration kLate = 50 * kMillisecond;

bool is_on_target(const LimitMeasurement& measurement) noexcept {
  return !measurement.unlimited && measurement.behind < kLate &&
         measurement.missing - measurement.waiting <= std::max<std::int64_t>(1, measurement.due / 100);
}

// Brokers and client are the reason only if the stream waited for the producer queue.
bool was_blocked(const LimitMeasurement& measurement) noexcept {
  constexpr double kShare = 0.05;
  return measurement.blocked >= kShare;
}

// A queue that holds less than kLate of the target rate is too small for any broker.
bool queue_is_tiny(const LimitMeasurement& measurement) noexcept {
  return measurement.queue_seconds < to_seconds(kLate);
}

// Records mostly wait for acknowledgements: the round trip takes longer than the time in the queue, or a limit on
// requests in flight makes requests wait about one round trip before they are sent.
bool waits_for_acks(const LimitMeasurement& measurement) noexcept {
  if (measurement.round_trip <= 0) return measurement.requests_in_flight;
  if (measurement.round_trip >= measurement.time_in_queue) return true;
  return measurement.few_requests && measurement.time_in_queue >= measurement.linger + measurement.round_trip / 2;
}

// The queue also stays full if the client threads that empty it get no CPU time.
bool client_was_starved(const LimitMeasurement& measurement) noexcept {
  constexpr double kShare = 0.2;
  return measurement.client_waiting >= kShare;
}

bool was_busy(const LimitMeasurement& measurement) noexcept {
  constexpr double kShare = 0.9;
  return measurement.working >= kShare;
}

bool was_starved(const LimitMeasurement& measurement) noexcept {
  constexpr double kShare = 0.025;  // half of kLate in 1 s
  // For any interval: at least half of the time that the stream is behind.
  const double lost = measurement.starved * to_seconds(measurement.interval);
  const bool explains_lag = measurement.behind >= kLate && 2 * lost >= to_seconds(measurement.behind);
  return (measurement.starved >= kShare || explains_lag) && !was_busy(measurement);
}

// when_late limits the stream: the worker slept for at least 20 % of the time, and at least as long as it lacked a CPU.
bool is_catching_up(const LimitMeasurement& measurement) noexcept {
  constexpr double kShare = 0.2;
  return !measurement.unlimited && !measurement.falling_behind &&
         measurement.catch_up_wait >= std::max(kShare, measurement.starved);
}

LimitReason blocked_reason(const LimitMeasurement& measurement) noexcept {
  if (measurement.broker_down) return LimitReason::broker_down;
  if (measurement.topic_unavailable) return LimitReason::topic_unavailable;
  if (measurement.throttled) return LimitReason::throttled;
  if (queue_is_tiny(measurement)) return LimitReason::queue_full;
  if (client_was_starved(measurement)) return LimitReason::cpu;
  return waits_for_acks(measurement) ? LimitReason::ack_wait : LimitReason::queue_full;
}

}  // namespace

LimitReason limit_reason(const LimitMeasurement& measurement) noexcept {
  if (is_on_target(measurement)) return LimitReason::none;
  if (was_blocked(measurement)) return blocked_reason(measurement);
  if (is_catching_up(measurement)) return measurement.previous;
  return was_starved(measurement) ? LimitReason::cpu : LimitReason::generator;
}

}  // namespace spate::stats
