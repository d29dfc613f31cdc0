// What the worker does while nothing is to be made, or nothing is taken.
#include <algorithm>

#include "stream/worker.hpp"

namespace spate {
namespace {

// Blocks of memory not needed for so long are freed: a fault that keeps records in flight takes many.
constexpr Duration kIdle = 10 * kSecond;

}  // namespace

void Worker::wait_for_records() noexcept {
  const StreamTime look = setup_.pacer.next_look();
  const StreamTime next = arena_.may_be_idle() ? std::min(look, free_idle_at_) : look;
  const MonotonicTime until = origin_.at(next);
  if (setup_.pacer.behind() == Duration{}) return sleep_until(until);
  const MonotonicTime since = monotonic_now();
  stats_.worker.held_since.store(since, std::memory_order_relaxed);
  sleep_until(until);
  stats_.worker.held_since.store({}, std::memory_order_relaxed);
  stats_.worker.held.add(std::max(Duration{}, std::min(monotonic_now(), until) - since));
}

void Worker::wait_blocked() noexcept {
  const MonotonicTime since = monotonic_now();
  sleep_until(since + setup_.queue_full_nap);
  stats_.worker.blocked.add(monotonic_now() - since);
  tell_pacer();
}

// Less if somebody wants something.
void Worker::sleep_until(MonotonicTime instant) noexcept {
  stats_.worker.awaited.store(instant, std::memory_order_relaxed);
  if (alarm_.sleep_until(instant)) return alarm_.silence();
  stats_.worker.overslept.add(std::max(Duration{}, monotonic_now() - instant));
}

// Between two batches, so that a stream that waits for the next day has only what it needs.
void Worker::free_idle_memory() noexcept {
  if (setup_.pacer.now() < free_idle_at_) return;
  free_idle_at_ = setup_.pacer.now() + kIdle;
  arena_.free_idle();
}

}  // namespace spate
