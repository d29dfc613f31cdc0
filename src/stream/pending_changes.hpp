// What other threads change of a worker while it runs: left here by them, taken by the worker between two batches.
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
  struct Taken {
    std::optional<NextSchedule> schedule;  // of several the last one
    std::list<NextGenerator> generators;   // in order
  };

  // `alarm` wakes the worker, and outlives this.
  explicit PendingChanges(WakeEvent& alarm) : alarm_(alarm) {}

  // Any thread; return at once. A sink only where none is left; it outlives the worker.
  void post(NextSchedule next);
  void post(NextGenerator next);
  void post(std::list<NextGenerator>&& next) noexcept;  // without allocating
  void post(record::RecordSink& next) noexcept;
  [[nodiscard]] bool has_sink() const noexcept { return sink() != nullptr; }

  // The worker only. Something was left since take(): one relaxed look.
  [[nodiscard]] bool any() const noexcept { return any_.load(std::memory_order_relaxed); }
  [[nodiscard]] Taken take() noexcept;
  // The sink stays until sink_taken(); null: none is left.
  [[nodiscard]] record::RecordSink* sink() const noexcept { return sink_.load(std::memory_order_acquire); }
  void sink_taken() noexcept { sink_.store(nullptr, std::memory_order_release); }
  // It is asked for again at the next look.
  void sink_must_wait() noexcept { any_.store(true, std::memory_order_relaxed); }

 private:
  void wake() noexcept;

  WakeEvent& alarm_;
  std::atomic<bool> any_{false};
  std::mutex mutex_;
  Taken posted_;  // guarded by mutex_
  std::atomic<record::RecordSink*> sink_{nullptr};
};

}  // namespace spate::stream
