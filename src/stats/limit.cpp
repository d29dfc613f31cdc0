#include "stats/limit.hpp"

#include <algorithm>

namespace spate::stats {
namespace {

constexpr Duration kLate = 50 * kMillisecond;

bool on_target(const Evidence& evidence) noexcept {
  return !evidence.unlimited && evidence.behind < kLate &&
         evidence.missing - evidence.waiting <= std::max<std::int64_t>(1, evidence.due / 100);
}

// Brokers and client are the reason only if the stream waited for the producer queue.
bool was_held_up(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.05;
  return evidence.blocked >= kShare;
}

// A queue that holds less than kLate of the target rate is too small for any broker.
bool queue_is_tiny(const Evidence& evidence) noexcept { return evidence.queue_seconds < to_seconds(kLate); }

// Records mostly wait for acknowledgements: the round trip takes longer than the time in the queue, or a limit on
// requests in flight makes requests wait about one round trip before they are sent.
bool waits_for_answers(const Evidence& evidence) noexcept {
  if (evidence.round_trip <= 0) return evidence.requests_in_flight;
  if (evidence.round_trip >= evidence.time_in_queue) return true;
  return evidence.few_requests && evidence.time_in_queue >= evidence.linger + evidence.round_trip / 2;
}

// The queue also stays full if the client threads that empty it get no CPU time.
bool client_was_starved(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.2;
  return evidence.client_waiting >= kShare;
}

bool was_busy(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.9;
  return evidence.working >= kShare;
}

bool was_absent(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.025;  // half of kLate in 1 s
  // For any interval: at least half of the time that the stream is behind.
  const double lost = evidence.absent * to_seconds(evidence.interval);
  const bool explains = evidence.behind >= kLate && 2 * lost >= to_seconds(evidence.behind);
  return (evidence.absent >= kShare || explains) && !was_busy(evidence);
}

// when_late limits the stream: the worker slept for at least 20 % of the time, and at least as long as it lacked a CPU.
bool works_off_debt(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.2;
  return !evidence.unlimited && !evidence.falls_back && evidence.held >= std::max(kShare, evidence.absent);
}

Limit behind_the_queue(const Evidence& evidence) noexcept {
  if (evidence.broker_down) return Limit::broker_down;
  if (evidence.topic_unavailable) return Limit::topic_unavailable;
  if (evidence.throttled) return Limit::throttled;
  if (queue_is_tiny(evidence)) return Limit::queue_full;
  if (client_was_starved(evidence)) return Limit::cpu;
  return waits_for_answers(evidence) ? Limit::ack_wait : Limit::queue_full;
}

}  // namespace

Limit limit_of(const Evidence& evidence) noexcept {
  if (on_target(evidence)) return Limit::none;
  if (was_held_up(evidence)) return behind_the_queue(evidence);
  if (works_off_debt(evidence)) return evidence.before;
  return was_absent(evidence) ? Limit::cpu : Limit::generator;
}

}  // namespace spate::stats
