#include "stream/schedule_account.hpp"

namespace spate::stream {
namespace {

// So much of what was made is looked at together when it is asked from where on records are not settled.
constexpr Duration kStretch = 100 * kMillisecond;

}  // namespace

void ScheduleAccount::open(MonotonicTime began) noexcept {
  if (before_.scheduled == 0) stats_.worker.started.store(began, std::memory_order_relaxed);
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

void ScheduleAccount::note_progress(const pacing::Pacer& pacer) noexcept {
  const bool new_stretch = pacer.now() >= stretch_ends_;
  if (new_stretch) stretch_ends_ = pacer.now() + kStretch;
  stats_.unsettled.reach(pacer.progress(), new_stretch);
}

void ScheduleAccount::close(const pacing::Pacer& pacer, StreamTime now) noexcept {
  note_progress(pacer);
  const auto account = stats::read_account(stats_);
  stats_.worker.skipped[static_cast<std::size_t>(stats::SkipReason::stop)].add(account.waiting);
  stats_.worker.behind_at_end.store(pacer.behind(), std::memory_order_relaxed);
  stats_.worker.behind.store({}, std::memory_order_relaxed);
  stats_.worker.held_back.store({}, std::memory_order_relaxed);
  stats_.worker.asked_until.store(pacer.asked_until(now), std::memory_order_relaxed);
  stats_.worker.awaited.store({}, std::memory_order_relaxed);
  stats_.target_rate.store(0, std::memory_order_relaxed);
  stats_.worker.ended.store(monotonic_now(), std::memory_order_relaxed);
}

}  // namespace spate::stream
