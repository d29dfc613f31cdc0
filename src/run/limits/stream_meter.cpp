#include "run/limits/stream_meter.hpp"

#include <algorithm>
#include <cmath>

namespace spate::run {
namespace {

// A stream with a constant delay varies by less than this.
constexpr Duration kBehindTolerance = 50 * kMillisecond;

}  // namespace

std::optional<stats::LimitMeasurement> StreamMeter::measure(MonotonicTime now, const ThreadTimesByNumber& threads) {
  const MonotonicTime started = stats_.worker.started.load(std::memory_order_relaxed);
  const MonotonicTime ended = stats_.worker.ended.load(std::memory_order_relaxed);
  const MonotonicTime from = std::max(measured_at_, started);
  const MonotonicTime until = ended == MonotonicTime{} ? now : std::min(now, ended);
  if (started == MonotonicTime{} || until <= from) return std::nullopt;
  if (measured_at_ == MonotonicTime{}) exclude_initial_backlog();
  const Sums sums = read(threads, until);
  if (ended == MonotonicTime{}) update_unlimited(sums);
  const auto share = [&](Duration before, Duration after) { return ratio(after - before, until - from); };
  const Duration late = ended == MonotonicTime{} ? overdue(now) : Duration{};
  const Duration waited = sums.thread.waiting - before_.thread.waiting;
  const Duration overslept = sums.overslept - before_.overslept + late;
  const auto& worker_behind = ended == MonotonicTime{} ? stats_.worker.behind : stats_.worker.behind_at_end;
  const Duration behind = std::max(worker_behind.load(std::memory_order_relaxed), late);
  const Duration held_back = stats_.worker.held_back.load(std::memory_order_relaxed) + late;
  const stats::LimitMeasurement measurement{
      .interval = until - from,
      .unlimited = unlimited_,
      .due = sums.due - before_.due,
      .missing = sums.missing - before_.missing,
      .waiting = sums.waiting + (sums.stopped - before_.stopped),
      .behind = behind,
      .falling_behind = held_back - held_back_ >= kBehindTolerance,
      .blocked = share(before_.blocked, sums.blocked),
      .working = share(before_.thread.running, sums.thread.running),
      .starved = share(Duration{}, std::max(waited, overslept)),
      .catch_up_wait = share(Duration{}, std::max(Duration{}, sums.catch_up_wait - before_.catch_up_wait)),
      .previous = stats_.limits.latest.load(std::memory_order_relaxed)};
  measured_at_ = until;
  held_back_ = held_back;
  before_ = sums;
  return measurement;
}

// Follows live changes of the rate. A worker at the end of its schedule also publishes a target of 0 while it still
// enqueues: its previous rate applies until then.
void StreamMeter::update_unlimited(const Sums& sums) noexcept {
  const double target = stats_.target_rate.load(std::memory_order_relaxed);
  const bool was_sending = sums.due > before_.due || sums.waiting > 0;
  if (target > 0 || !was_sending) unlimited_ = std::isinf(target);
}

// Excludes records due before the first enqueue from the first measurement.
void StreamMeter::exclude_initial_backlog() noexcept {
  const auto backlog = static_cast<std::int64_t>(stats_.worker.backlog.load(std::memory_order_relaxed));
  before_.due = before_.missing = backlog;
  held_back_ = stats_.worker.initial_backlog.load(std::memory_order_relaxed);
}

StreamMeter::Sums StreamMeter::read(const ThreadTimesByNumber& threads, MonotonicTime now) const {
  const auto account = stats::read_account(stats_);
  constexpr auto kStop = static_cast<std::size_t>(stats::SkipReason::stop);
  Sums sums{.due = static_cast<std::int64_t>(account.scheduled + account.duplicated - account.dropped),
            .missing = static_cast<std::int64_t>(account.waiting + account.skipped_total()),
            .waiting = static_cast<std::int64_t>(account.waiting),
            .stopped = static_cast<std::int64_t>(account.skipped[kStop]),
            .blocked = stats_.worker.blocked.read(),
            .overslept = stats_.worker.overslept.read(),
            .catch_up_wait = stats_.worker.catch_up_wait.read(),
            .thread = before_.thread};
  const MonotonicTime since = stats_.worker.catch_up_wait_since.load(std::memory_order_relaxed);
  if (since != MonotonicTime{}) sums.catch_up_wait += std::max(Duration{}, now - since);
  const auto thread = threads.find(stats_.worker.thread.load(std::memory_order_relaxed));
  if (thread != threads.end()) sums.thread = thread->second;
  return sums;
}

// How long the worker is past its next wake-up. A worker without CPU time cannot publish that itself.
Duration StreamMeter::overdue(MonotonicTime now) const noexcept {
  const MonotonicTime next_wakeup = stats_.worker.next_wakeup.load(std::memory_order_relaxed);
  return next_wakeup == MonotonicTime{} ? Duration{} : std::max(Duration{}, now - next_wakeup);
}

}  // namespace spate::run
