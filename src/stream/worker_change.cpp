// What is changed while the worker runs: left with it by others, taken by itself between two batches.
#include <algorithm>
#include <utility>

#include "stream/worker.hpp"

namespace spate {

void Worker::change_schedule(Schedule next, MonotonicTime began) {
  {
    const std::lock_guard lock{change_mutex_};
    change_ = Change{std::move(next), began};
  }
  change_wanted_.store(true, std::memory_order_release);
  alarm_.ring();
}

bool Worker::can_make(const Generator& next) const noexcept {
  return room_for(next) + sizeof(Slot) <= block_size_ && (next.imperfections() != nullptr) == stats_.imperfect;
}

void Worker::change_generator(NextGenerator next) {
  std::list<NextGenerator> one;
  one.push_back(std::move(next));
  change_generator(std::move(one));
}

void Worker::change_generator(std::list<NextGenerator>&& next) noexcept {
  {
    const std::lock_guard lock{change_mutex_};
    generators_.splice(generators_.end(), next);
  }
  change_wanted_.store(true, std::memory_order_release);
  alarm_.ring();
}

void Worker::change_sink(RecordSink& next) noexcept {
  next_sink_.store(&next, std::memory_order_release);
  change_wanted_.store(true, std::memory_order_release);
  alarm_.ring();
}

bool Worker::changing_sink() const noexcept {
  return next_sink_.load(std::memory_order_acquire) != nullptr && !ended();
}

// False: it is wanted, and what the sink of now was given is not settled yet.
bool Worker::take_sink() noexcept {
  RecordSink* const next = next_sink_.load(std::memory_order_acquire);
  if (next == nullptr) return true;
  if (!arena_.settled()) {
    change_wanted_.store(true, std::memory_order_relaxed);
    return false;
  }
  sink_ = next;
  next_sink_.store(nullptr, std::memory_order_release);
  return true;
}

// The exchange reads what the last change_…() wrote, so that what was left before it is seen below. A plain store could
// take away the wish of a change_sink() whose sink is not seen yet, which would then never be taken.
void Worker::take_change() noexcept {
  change_wanted_.exchange(false, std::memory_order_acq_rel);
  std::optional<Change> wanted;
  {
    const std::lock_guard lock{change_mutex_};
    wanted.swap(change_);
    while (!generators_.empty()) {  // what was to come later than a newer one never does
      while (!coming_.empty() && coming_.back().from >= generators_.front().from) coming_.pop_back();
      coming_.splice(coming_.end(), generators_, generators_.begin());
    }
  }
  if (!wanted) return;
  setup_.pacer.tell(elapsed());
  const StreamTime from{origin_.at(setup_.pacer.now()) - wanted->began};
  auto& pacer = setup_.pacer;
  pacer.change(wanted->next, std::max(StreamTime{}, from));
  if (setup_.followed != nullptr)
    setup_.followed->add(pacer.now(), pacer.index(), pacer.bytes_before(), pacer.schedule());
}

// Of several that are due the last one counts.
void Worker::take_generators() noexcept {
  while (is_by_next()) {
    setup_.generator = std::move(coming_.front().generator);
    coming_.pop_front();
  }
  setup_.generator.set_partitions(partition_count_);
  room_ = room_for(setup_.generator);
}

}  // namespace spate
