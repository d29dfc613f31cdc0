#include "run/limits/stream_meter.hpp"

#include <algorithm>
#include <cmath>

namespace spate::run {
namespace {

// A stream that keeps its distance varies by less than this.
constexpr Duration kBehindTolerance = 50 * kMillisecond;

}  // namespace

std::optional<stats::LimitMeasurement> StreamMeter::measure(MonotonicTime now, const ThreadTimesByNumber& threads) {
  const MonotonicTime started = stats_.worker.started.load(std::memory_order_relaxed);
  const MonotonicTime ended = stats_.worker.ended.load(std::memory_order_relaxed);
  const MonotonicTime from = std::max(measured_at_, started);
  const MonotonicTime until = ended == MonotonicTime{} ? now : std::min(now, ended);
  if (started == MonotonicTime{} || until <= from) return std::nullopt;
  if (measured_at_ == MonotonicTime{}) begin_with_backlog();
  const Sums sums = read(threads, until);
  if (ended == MonotonicTime{}) note_rate(sums);
  const auto share = [&](Duration before, Duration after) { return ratio(after - before, until - from); };
  const Duration late = ended == MonotonicTime{} ? overdue(now) : Duration{};
  const Duration waited = sums.thread.waiting - before_.thread.waiting;
  const Duration overslept = sums.overslept - before_.overslept + late;
  const auto& own = ended == MonotonicTime{} ? stats_.worker.behind : stats_.worker.behind_at_end;
  const Duration behind = std::max(own.load(std::memory_order_relaxed), late);
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
      .catch_up_wait = share(Duration{}, std::max(Duration{}, sums.held - before_.held)),
      .previous = stats_.limits.latest.load(std::memory_order_relaxed)};
  measured_at_ = until;
  held_back_ = held_back;
  before_ = sums;
  return measurement;
}

// Rates may be changed, and a stream paused. A worker whose schedule has come to its end says 0 as well, while it still
// enqueues, and before it says that it has ended: what it did until then was by the rate it had.
void StreamMeter::note_rate(const Sums& sums) noexcept {
  const double target = stats_.target_rate.load(std::memory_order_relaxed);
  const bool was_sending = sums.due > before_.due || sums.waiting > 0;
  if (target > 0 || !was_sending) unlimited_ = std::isinf(target);
}

// What was due before the stream could first send is no fault of its first second.
void StreamMeter::begin_with_backlog() noexcept {
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
            .held = stats_.worker.catch_up_wait.read(),
            .thread = before_.thread};
  const MonotonicTime since = stats_.worker.catch_up_wait_since.load(std::memory_order_relaxed);
  if (since != MonotonicTime{}) sums.held += std::max(Duration{}, now - since);
  const auto thread = threads.find(stats_.worker.thread.load(std::memory_order_relaxed));
  if (thread != threads.end()) sums.thread = thread->second;
  return sums;
}

// A worker that got no processor cannot say so: how long ago it meant to look at its schedule.
Duration StreamMeter::overdue(MonotonicTime now) const noexcept {
  const MonotonicTime awaited = stats_.worker.next_wakeup.load(std::memory_order_relaxed);
  return awaited == MonotonicTime{} ? Duration{} : std::max(Duration{}, now - awaited);
}

}  // namespace spate::run
