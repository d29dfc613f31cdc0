#include "stats/limit.hpp"

#include <algorithm>

namespace spate::stats {
namespace {

constexpr Duration kLate = 50 * kMillisecond;

bool on_target(const Evidence& evidence) noexcept {
  return !evidence.unlimited && evidence.behind < kLate &&
         evidence.missing - evidence.waiting <= std::max<std::int64_t>(1, evidence.due / 100);
}

// What happens behind the client's queue can only be the reason where the stream waited for room in it.
bool was_held_up(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.05;
  return evidence.blocked >= kShare;
}

// A queue that holds less than the lateness allowed is too small for any broker.
bool queue_is_tiny(const Evidence& evidence) noexcept { return evidence.queue_seconds < to_seconds(kLate); }

// Records spend their time waiting for answers: the round trip is most of it, or requests that may be sent only after
// others were answered wait about a round trip for their turn.
bool waits_for_answers(const Evidence& evidence) noexcept {
  if (evidence.round_trip <= 0) return evidence.requests_in_flight;
  if (evidence.round_trip >= evidence.time_in_queue) return true;
  return evidence.few_requests && evidence.time_in_queue >= evidence.linger + evidence.round_trip / 2;
}

// A queue stays full, too, when the threads that empty it get no processor.
bool client_was_starved(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.2;
  return evidence.client_waiting >= kShare;
}

bool was_busy(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.9;
  return evidence.working >= kShare;
}

bool was_absent(const Evidence& evidence) noexcept {
  constexpr double kShare = 0.025;  // half of the lateness allowed
  // Or half of the lateness there is, however long the interval.
  const double lost = evidence.absent * to_seconds(evidence.interval);
  const bool explains = evidence.behind >= kLate && 2 * lost >= to_seconds(evidence.behind);
  return (evidence.absent >= kShare || explains) && !was_busy(evidence);
}

// Faster is not asked for: it rested for a good part of the time, and no less than it was kept from going on.
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
