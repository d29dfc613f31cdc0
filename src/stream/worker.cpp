#include "stream/worker.hpp"

#include <time.h>

#include <algorithm>
#include <utility>

#include "base/thread_times.hpp"

namespace spate::stream {
namespace {

Duration thread_cpu_time() noexcept {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + Duration{used.tv_nsec};
}

void apply(const NextSchedule& next, pacing::Pacer& pacer, const Origin& origin) noexcept {
  const StreamTime from{origin.at(pacer.now()) - next.started};
  pacer.change(next.schedule, std::max(StreamTime{}, from));
}

void add_schedule(pacing::ScheduleHistory& history, const pacing::Pacer& pacer) noexcept {
  history.add(pacer.now(), pacer.index(), pacer.bytes_before(), pacer.schedule());
}

}  // namespace

Worker::Worker(WorkerSetup setup, record::RecordSink& sink, stats::StreamStats& stats,
               std::optional<WaitingThread> thread)
    : setup_(std::move(setup)),
      sink_(&sink),
      stats_(stats),
      account_(stats),
      maker_(std::move(setup_.generator), setup_.partitions, setup_.resent_until, setup_.max_memory, stats),
      sleep_(stats.worker),
      changes_(sleep_.wake()),
      thread_(thread ? *std::move(thread) : WaitingThread{setup_.name}) {}

void Worker::set_start(pacing::Pacer pacer, pacing::ScheduleHistory& history, Duration start_after,
                       StreamTime begins_at) noexcept {
  setup_.pacer = std::move(pacer);
  setup_.history = &history;
  setup_.start_after = start_after;
  setup_.begins_at = begins_at;
  account_.continue_counts();
  maker_.continue_counts(stats_.settlement.sent_index());
}

Worker::~Worker() {
  stop();
  join();
}

void Worker::start(const Origin& origin) noexcept {
  origin_ = {.monotonic = saturating_add(origin.monotonic, setup_.start_after),
             .wall = saturating_add(origin.wall, setup_.start_after)};
  origin_.started = std::max(origin_.monotonic, origin.started);
  maker_.begin(origin_, setup_.start_after);
  // Records that were due before the stream could send. `when_late` may skip all of them.
  auto& pacer = setup_.pacer;
  const StreamTime started = origin_.elapsed(origin_.started);
  stats_.worker.initial_backlog.store(since_start(started), std::memory_order_relaxed);
  if (started > pacer.now()) {
    pacer.advance_to(started);
    stats_.worker.backlog.store(pacer.scheduled(), std::memory_order_relaxed);
    account_.publish(pacer);
  }
  thread_.start([this] { run(); });
}

void Worker::stop(MonotonicTime deadline) noexcept {
  stop_deadline_.store(deadline, std::memory_order_relaxed);
  stopping_.store(true, std::memory_order_release);
  sleep_.wake().set();
}

void Worker::run() noexcept {
  set_timer_slack(kMicrosecond);
  stats_.worker.thread.store(current_thread_id(), std::memory_order_relaxed);
  const MonotonicTime begin = origin_.at(setup_.begins_at);
  // The thread may have waited long for its first CPU time.
  const Duration late = monotonic_now() - std::max(begin, origin_.started);
  stats_.worker.overslept.add(std::max(Duration{}, late));
  account_.publish_start(origin_.started);
  while (!is_stopping() && monotonic_now() < begin && apply_sink()) sleep_.until(begin);
  while (!is_stopping() && !setup_.pacer.is_finished() && !failure()) run_once();
  enqueue_buffered();
  account_.publish_end(setup_.pacer, elapsed());
  stats_.worker.cpu.add(thread_cpu_time());
  ended_.store(true, std::memory_order_release);
  if (setup_.ended != nullptr) setup_.ended->set();
}

void Worker::run_once() noexcept {
  auto& pacer = setup_.pacer;
  if (changes_.has_any()) {
    enqueue_buffered();
    apply_changes();
    if (!apply_sink()) return wait_blocked();
  }
  advance_pacer();
  account_.publish_progress(pacer);
  maker_.free_unused_memory(pacer.now());
  if (pacer.is_finished()) return;
  maker_.switch_generator(pacer);
  if (!pacer.is_ready()) {
    enqueue_buffered();
    const MonotonicTime until = origin_.at(std::min(pacer.next_wakeup(), maker_.next_free()));
    pacer.behind() == Duration{} ? sleep_.until(until) : sleep_.wait_to_catch_up_until(until);
  } else if (maker_.fill(pacer, sink_->partition_count())) {
    enqueue_batch();
  } else {
    wait_blocked();
  }
}

void Worker::advance_pacer() noexcept {
  const StreamTime now = elapsed();
  stats_.worker.next_wakeup.store(origin_.at(now), std::memory_order_relaxed);
  setup_.pacer.advance_to(now);
  account_.publish(setup_.pacer);
}

void Worker::apply_changes() noexcept {
  auto changes = changes_.take();
  maker_.change_generators(std::move(changes.generators));
  if (!changes.schedule) return;
  setup_.pacer.advance_to(elapsed());
  apply(*changes.schedule, setup_.pacer, origin_);
  if (setup_.history != nullptr) add_schedule(*setup_.history, setup_.pacer);
}

// Returns false while another sink is pending and the current one has unsettled records.
bool Worker::apply_sink() noexcept {
  record::RecordSink* const next = changes_.sink();
  if (next == nullptr) return true;
  if (!maker_.settled()) {
    changes_.retry_sink();
    return false;
  }
  sink_ = next;
  changes_.clear_sink();
  return true;
}

void Worker::enqueue_buffered() noexcept {
  while (maker_.take_buffered()) enqueue_batch();
}

void Worker::enqueue_batch() noexcept {
  const auto& batch = maker_.batch();
  std::size_t done = 0;
  while (done < batch.size()) {
    const auto run = batch.partition_run(done);
    const auto enqueued = enqueue(run);
    done += enqueued;
    if (enqueued == run.size()) continue;
    // Stopped while the queue was full. If a reload removes the stream, these records are skipped. If the run ends, a
    // later run makes them again.
    if (is_stopping() && monotonic_now() >= stop_deadline_.load(std::memory_order_relaxed))
      return maker_.return_records(done, stop_deadline_.load(std::memory_order_relaxed) == MonotonicTime{});
    wait_blocked();
  }
}

std::size_t Worker::enqueue(std::span<const record::Record> run) noexcept {
  const MonotonicTime now = monotonic_now();
  const auto enqueued = sink_->enqueue(run, now);
  std::uint64_t bytes = 0;
  for (const record::Record& record : run.first(enqueued)) {
    bytes += record.bytes();
    stats_.worker.schedule_lag.record(now - record.intended);
  }
  if (stats_.imperfect) maker_.count_imperfections(run.first(enqueued));
  stats_.worker.bytes_enqueued.add(bytes);
  if (maker_.is_resending()) stats_.worker.resent.add(enqueued);
  stats_.worker.enqueued.add(enqueued);
  return enqueued;
}

void Worker::wait_blocked() noexcept {
  sleep_.back_off(setup_.queue_full_backoff);
  advance_pacer();
}

}  // namespace spate::stream
