#include "stream/pending_changes.hpp"

#include <utility>

namespace spate::stream {

void PendingChanges::post(NextSchedule next) {
  {
    const std::lock_guard lock{mutex_};
    posted_.schedule = std::move(next);
  }
  notify();
}

void PendingChanges::post(NextGenerator next) {
  std::list<NextGenerator> generators;
  generators.push_back(std::move(next));
  post(std::move(generators));
}

void PendingChanges::post(std::list<NextGenerator>&& next) noexcept {
  {
    const std::lock_guard lock{mutex_};
    posted_.generators.splice(posted_.generators.end(), next);
  }
  notify();
}

void PendingChanges::post(record::RecordSink& next) noexcept {
  sink_.store(&next, std::memory_order_release);
  notify();
}

void PendingChanges::notify() noexcept {
  has_any_.store(true, std::memory_order_release);
  wake_.set();
}

// The exchange synchronizes with the last post(), so everything posted before is visible below. A plain store could
// clear the flag of a post() whose sink is not visible yet. That sink would never be used.
PendingChanges::Posted PendingChanges::take() noexcept {
  has_any_.exchange(false, std::memory_order_acq_rel);
  const std::lock_guard lock{mutex_};
  return std::exchange(posted_, {});
}

}  // namespace spate::stream
