#include "run/limits/stream_meter.hpp"

#include <algorithm>
#include <cmath>

namespace spate {
namespace {

// A stream that keeps its distance varies by less than this.
constexpr Nanos kFurther = 50 * kMillisecond;

}  // namespace

std::optional<Evidence> StreamMeter::measure(Nanos now, const ThreadTimesByNumber& threads) {
  const Nanos started = stats_.worker.started.load(std::memory_order_relaxed);
  const Nanos ended = stats_.worker.ended.load(std::memory_order_relaxed);
  const Nanos from = std::max(looked_, started);
  const Nanos until = ended == 0 ? now : std::min(now, ended);
  if (started == 0 || until <= from) return std::nullopt;
  if (looked_ == 0) begin_with_backlog();
  const Sums sums = read(threads, until);
  // Rates may be changed; a worker that has ended says 0.
  if (ended == 0) unlimited_ = std::isinf(stats_.target_rate.load(std::memory_order_relaxed));
  const auto share = [&](Nanos before, Nanos after) {
    return static_cast<double>(after - before) / static_cast<double>(until - from);
  };
  const Nanos late = ended == 0 ? overdue(now) : 0;
  const Nanos waited = sums.thread.waiting - before_.thread.waiting;
  const Nanos overslept = sums.overslept - before_.overslept + late;
  const auto& own = ended == 0 ? stats_.worker.behind : stats_.worker.behind_at_end;
  const Nanos behind = std::max(own.load(std::memory_order_relaxed), late);
  const Nanos held_back = stats_.worker.held_back.load(std::memory_order_relaxed) + late;
  const Evidence evidence{.interval = until - from,
                          .unlimited = unlimited_,
                          .due = sums.due - before_.due,
                          .missing = sums.missing - before_.missing,
                          .waiting = sums.waiting + (sums.stopped - before_.stopped),
                          .behind = behind,
                          .falls_back = held_back - held_back_ >= kFurther,
                          .blocked = share(before_.blocked, sums.blocked),
                          .working = share(before_.thread.running, sums.thread.running),
                          .absent = share(0, std::max(waited, overslept)),
                          .held = share(0, std::max<Nanos>(0, sums.held - before_.held)),
                          .before = stats_.limits.latest.load(std::memory_order_relaxed)};
  looked_ = until;
  held_back_ = held_back;
  before_ = sums;
  return evidence;
}

// What was due before the stream could first send is no fault of its first second.
void StreamMeter::begin_with_backlog() noexcept {
  const auto backlog = static_cast<std::int64_t>(stats_.worker.backlog.load(std::memory_order_relaxed));
  before_.due = before_.missing = backlog;
  held_back_ = stats_.worker.behind_at_start.load(std::memory_order_relaxed);
}

StreamMeter::Sums StreamMeter::read(const ThreadTimesByNumber& threads, Nanos now) const {
  const auto account = read_account(stats_);
  constexpr auto kStop = static_cast<std::size_t>(SkipReason::stop);
  Sums sums{.due = static_cast<std::int64_t>(account.scheduled + account.duplicated - account.dropped),
            .missing = static_cast<std::int64_t>(account.waiting + account.skipped_total()),
            .waiting = static_cast<std::int64_t>(account.waiting),
            .stopped = static_cast<std::int64_t>(account.skipped[kStop]),
            .blocked = static_cast<Nanos>(stats_.worker.blocked_nanos.read()),
            .overslept = static_cast<Nanos>(stats_.worker.overslept_nanos.read()),
            .held = static_cast<Nanos>(stats_.worker.held_nanos.read()),
            .thread = before_.thread};
  const Nanos since = stats_.worker.held_since.load(std::memory_order_relaxed);
  if (since != 0) sums.held += std::max<Nanos>(0, now - since);
  const auto thread = threads.find(stats_.worker.thread.load(std::memory_order_relaxed));
  if (thread != threads.end()) sums.thread = thread->second;
  return sums;
}

// A worker that got no processor cannot say so: how long ago it meant to look at its schedule.
Nanos StreamMeter::overdue(Nanos now) const noexcept {
  const Nanos awaited = stats_.worker.awaited.load(std::memory_order_relaxed);
  return awaited == 0 ? 0 : std::max<Nanos>(0, now - awaited);
}

}  // namespace spate
