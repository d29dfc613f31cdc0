#include "stream/pending_changes.hpp"

#include <utility>

namespace spate::stream {

void PendingChanges::post(NextSchedule next) {
  {
    const std::lock_guard lock{mutex_};
    posted_.schedule = std::move(next);
  }
  wake();
}

void PendingChanges::post(NextGenerator next) {
  std::list<NextGenerator> one;
  one.push_back(std::move(next));
  post(std::move(one));
}

void PendingChanges::post(std::list<NextGenerator>&& next) noexcept {
  {
    const std::lock_guard lock{mutex_};
    posted_.generators.splice(posted_.generators.end(), next);
  }
  wake();
}

void PendingChanges::post(record::RecordSink& next) noexcept {
  sink_.store(&next, std::memory_order_release);
  wake();
}

void PendingChanges::wake() noexcept {
  any_.store(true, std::memory_order_release);
  alarm_.set();
}

// The exchange reads what the last leave() wrote, so that what was left before it is seen below. A plain store could
// take away the wish of a leave() whose sink is not seen yet, which would then never be taken.
PendingChanges::Taken PendingChanges::take() noexcept {
  any_.exchange(false, std::memory_order_acq_rel);
  const std::lock_guard lock{mutex_};
  return std::exchange(posted_, {});
}

}  // namespace spate::stream
