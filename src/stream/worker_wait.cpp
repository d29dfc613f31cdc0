// What the worker does while nothing is to be made, or nothing is taken.
#include <algorithm>

#include "stream/worker.hpp"

namespace spate {
namespace {

// Blocks of memory not needed for so long are freed: a fault that keeps records in flight takes many.
constexpr Nanos kIdle = 10 * kSecond;

}  // namespace

void Worker::wait_for_records() noexcept {
  const Nanos look = setup_.pacer.next_look();
  const Nanos next = arena_.may_be_idle() ? std::min(look, free_idle_at_) : look;
  const Nanos until = next == kNever ? kNever : origin_.monotonic + next;
  if (setup_.pacer.behind() == 0) return sleep_until(until);
  const Nanos since = monotonic_now();
  stats_.worker.held_since.store(since, std::memory_order_relaxed);
  sleep_until(until);
  stats_.worker.held_since.store(0, std::memory_order_relaxed);
  stats_.worker.held_nanos.add(
      static_cast<std::uint64_t>(std::max<Nanos>(0, std::min(monotonic_now(), until) - since)));
}

void Worker::wait_blocked() noexcept {
  const Nanos since = monotonic_now();
  sleep_until(since + setup_.queue_full_nap);
  stats_.worker.blocked_nanos.add(static_cast<std::uint64_t>(monotonic_now() - since));
  tell_pacer();
}

// Less if somebody wants something.
void Worker::sleep_until(Nanos instant) noexcept {
  stats_.worker.awaited.store(instant, std::memory_order_relaxed);
  if (alarm_.sleep_until(instant)) return alarm_.silence();
  stats_.worker.overslept_nanos.add(static_cast<std::uint64_t>(std::max<Nanos>(0, monotonic_now() - instant)));
}

// Between two batches, so that a stream that waits for the next day has only what it needs.
void Worker::free_idle_memory() noexcept {
  if (setup_.pacer.now() < free_idle_at_) return;
  free_idle_at_ = setup_.pacer.now() + kIdle;
  arena_.free_idle();
}

}  // namespace spate
