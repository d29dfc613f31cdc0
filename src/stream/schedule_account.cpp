#include "stream/schedule_account.hpp"

namespace spate::stream {
namespace {

// Length of an interval of the SettlementTracker.
constexpr Duration kInterval = 100 * kMillisecond;

}  // namespace

void ScheduleAccount::publish_start(MonotonicTime started) noexcept {
  if (before_.scheduled == 0) stats_.worker.started.store(started, std::memory_order_relaxed);
  stats_.worker.ended.store({}, std::memory_order_relaxed);
}

void ScheduleAccount::publish(const pacing::Pacer& pacer) noexcept {
  stats_.worker.scheduled.set(pacer.scheduled());
  const auto reason =
      static_cast<std::size_t>(pacer.skips_late() ? stats::SkipReason::late : stats::SkipReason::backlog);
  stats_.worker.skipped[reason].set(before_.skipped[reason] + pacer.skipped());
  stats_.worker.skipped_bytes[reason].set(before_.skipped_bytes[reason] + pacer.skipped_bytes());
  stats_.worker.behind.store(pacer.behind(), std::memory_order_relaxed);
  stats_.worker.held_back.store(pacer.held_back(), std::memory_order_relaxed);
  stats_.target_rate.store(pacer.target_rate(), std::memory_order_relaxed);
}

void ScheduleAccount::publish_progress(const pacing::Pacer& pacer) noexcept {
  const bool is_new_interval = pacer.now() >= interval_end_;
  if (is_new_interval) interval_end_ = pacer.now() + kInterval;
  stats_.settlement.advance(pacer.position(), is_new_interval);
}

void ScheduleAccount::publish_end(const pacing::Pacer& pacer, StreamTime now) noexcept {
  publish_progress(pacer);
  const auto account = stats::read_account(stats_);
  stats_.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(account.waiting);
  stats_.worker.behind_at_end.store(pacer.behind(), std::memory_order_relaxed);
  stats_.worker.behind.store({}, std::memory_order_relaxed);
  stats_.worker.held_back.store({}, std::memory_order_relaxed);
  stats_.worker.due_until.store(pacer.due_until(now), std::memory_order_relaxed);
  stats_.worker.next_wakeup.store({}, std::memory_order_relaxed);
  stats_.target_rate.store(0, std::memory_order_relaxed);
  stats_.worker.ended.store(monotonic_now(), std::memory_order_relaxed);
}

}  // namespace spate::stream
