// Changes that other threads post for a worker. The worker applies them between two batches.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "record/record_sink.hpp"
#include "stream/generator_queue.hpp"

namespace spate::stream {

struct NextSchedule {
  pacing::Schedule schedule;
  MonotonicTime started{};  // its T = 0
};

class PendingChanges {
 public:
  struct Posted {
    std::optional<NextSchedule> schedule;  // the last one posted
    std::list<NextGenerator> generators;   // in order
  };

  // `wake` wakes the worker and must outlive this object.
  explicit PendingChanges(WakeEvent& wake) : wake_(wake) {}

  // Thread-safe. Return immediately. A second sink must not be posted before the first is applied. A sink must outlive
  // the worker.
  void post(NextSchedule next);
  void post(NextGenerator next);
  void post(std::list<NextGenerator>&& next) noexcept;  // does not allocate
  void post(record::RecordSink& next) noexcept;
  [[nodiscard]] bool has_sink() const noexcept { return sink() != nullptr; }

  // Called by the worker only. Whether something was posted since take(). Costs one relaxed load.
  [[nodiscard]] bool has_any() const noexcept { return has_any_.load(std::memory_order_relaxed); }
  [[nodiscard]] Posted take() noexcept;
  // The posted sink, until clear_sink(). Null if there is none.
  [[nodiscard]] record::RecordSink* sink() const noexcept { return sink_.load(std::memory_order_acquire); }
  void clear_sink() noexcept { sink_.store(nullptr, std::memory_order_release); }
  // Makes has_any() true, so that the worker tries to switch the sink again at its next step.
  void retry_sink() noexcept { has_any_.store(true, std::memory_order_relaxed); }

 private:
  void notify() noexcept;

  WakeEvent& wake_;
  std::atomic<bool> has_any_{false};
  std::mutex mutex_;
  Posted posted_;  // guarded by mutex_
  std::atomic<record::RecordSink*> sink_{nullptr};
};

}  // namespace spate::stream
