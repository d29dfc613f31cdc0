#include "stream/worker.hpp"

#include <time.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/thread_times.hpp"
#include "generator/machine/imperfection_plan.hpp"

namespace spate {
namespace {

// Large enough that librdkafka's cost per call disappears, small enough that a batch stays in the cache.
constexpr std::size_t kBatch = 1024;

// So much of what was made is looked at together when it is asked from where on records are not settled.
constexpr Duration kStretch = 100 * kMillisecond;

constexpr std::size_t kSmallestBlock = 256 * std::size_t{1024};

// A block holds a few records at least, so that little of it stays unused at its end.
std::size_t block_size(const Generator& generator) { return std::max(kSmallestBlock, 8 * generator.most_bytes()); }

Duration thread_cpu_time() noexcept {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + Duration{used.tv_nsec};
}

std::size_t most_blocks(const WorkerSetup& setup) {
  return std::max<std::size_t>(2, setup.most_memory / block_size(setup.generator));
}

}  // namespace

Worker::Worker(WorkerSetup setup, RecordSink& sink, StreamStats& stats, std::optional<WaitingThread> thread)
    : setup_(std::move(setup)),
      sink_(&sink),
      stats_(stats),
      before_(read_account(stats)),
      bad_records_before_(stats.worker.replay_bad_records.read()),
      block_size_(block_size(setup_.generator)),
      arena_(block_size_, most_blocks(setup_), &stats),
      batch_(kBatch + 1),  // the last record may be sent twice
      room_(room_for(setup_.generator)),
      thread_(thread ? *std::move(thread) : WaitingThread{setup_.name}) {}

void Worker::succeed(Pacer pacer, ScheduleHistory& followed, Duration start_after, StreamTime begins_at) noexcept {
  setup_.pacer = std::move(pacer);
  setup_.followed = &followed;
  setup_.start_after = start_after;
  setup_.begins_at = begins_at;
  setup_.again = stats_.unsettled.sent_before();
  before_ = read_account(stats_);
  bad_records_before_ = stats_.worker.replay_bad_records.read();
}

// A record that is sent twice takes its room at once, so that the copy never has to wait for a block.
std::size_t Worker::room_for(const Generator& generator) {
  const auto* imperfections = generator.imperfections();
  const bool twice = imperfections != nullptr && imperfections->duplicates();
  return twice ? 2 * generator.most_bytes() + sizeof(Slot) + alignof(Slot) : generator.most_bytes();
}

Worker::~Worker() {
  stop();
  join();
}

void Worker::start(const Origin& origin) noexcept {
  stats_.imperfect = setup_.generator.imperfections() != nullptr;
  origin_ = {.monotonic = later(origin.monotonic, setup_.start_after), .wall = later(origin.wall, setup_.start_after)};
  origin_.began = std::max(origin_.monotonic, origin.began);
  find_backlog();
  thread_.run([this] { run(); });
}

// What was due before the stream could first send.
void Worker::find_backlog() {
  const StreamTime began = origin_.elapsed(origin_.began);
  stats_.worker.behind_at_start.store(since_start(began), std::memory_order_relaxed);
  if (began <= setup_.pacer.now()) return;
  setup_.pacer.tell(began);
  stats_.worker.backlog.store(setup_.pacer.scheduled(), std::memory_order_relaxed);
  publish_schedule();  // all of it may be skipped already
}

void Worker::stop(MonotonicTime deadline) noexcept {
  give_up_.store(deadline, std::memory_order_relaxed);
  stopping_.store(true, std::memory_order_release);
  alarm_.ring();
}

void Worker::run() noexcept {
  set_timer_slack(kMicrosecond);
  stats_.worker.thread.store(this_thread_number(), std::memory_order_relaxed);
  const MonotonicTime begin = origin_.at(setup_.begins_at);
  // It may have been long until the thread got a processor for the first time.
  const Duration late = monotonic_now() - std::max(begin, origin_.began);
  stats_.worker.overslept.add(std::max(Duration{}, late));
  if (before_.scheduled == 0) stats_.worker.started.store(origin_.began, std::memory_order_relaxed);
  stats_.worker.ended.store({}, std::memory_order_relaxed);
  while (!stopping() && monotonic_now() < begin && take_sink()) sleep_until(begin);
  while (!stopping() && !setup_.pacer.finished() && !failure_) turn();
  close_account();
  stats_.worker.cpu.add(thread_cpu_time());
  ended_.store(true, std::memory_order_release);
  if (setup_.ended != nullptr) setup_.ended->ring();
}

void Worker::turn() noexcept {
  if (change_wanted_.load(std::memory_order_relaxed)) {
    take_change();
    if (!take_sink()) return wait_blocked();
  }
  tell_pacer();
  note_progress();
  free_idle_memory();
  if (setup_.pacer.finished()) return;
  if (is_by_next()) take_generators();
  if (!setup_.pacer.ready()) {
    wait_for_records();
  } else if (fill()) {
    hand_over();
  } else {
    wait_blocked();
  }
}

void Worker::tell_pacer() noexcept {
  const StreamTime now = elapsed();
  stats_.worker.awaited.store(origin_.at(now), std::memory_order_relaxed);
  setup_.pacer.tell(now);
  publish_schedule();
}

void Worker::publish_schedule() noexcept {
  const auto& pacer = setup_.pacer;
  stats_.worker.scheduled.set(pacer.scheduled());
  const auto reason = static_cast<std::size_t>(pacer.skips_late() ? SkipReason::late : SkipReason::debt);
  stats_.worker.skipped[reason].set(before_.skipped[reason] + pacer.skipped());
  stats_.worker.skipped_bytes[reason].set(before_.skipped_bytes[reason] + pacer.skipped_bytes());
  stats_.worker.behind.store(pacer.behind(), std::memory_order_relaxed);
  stats_.worker.held_back.store(pacer.held_back(), std::memory_order_relaxed);
  stats_.target_rate.store(pacer.target_rate(), std::memory_order_relaxed);
}

// False when there was no memory for a single record: every block waits for delivery reports.
bool Worker::fill() noexcept {
  if (const auto partitions = sink_->partition_count(); partitions != partition_count_) {
    partition_count_ = partitions;
    setup_.generator.set_partitions(partitions);
  }
  batch_.clear();
  setup_.partitions.next_batch();
  repeating_ = repeats();
  const bool of_one_kind = repeating_ || !coming_.empty();
  while (batch_.size() + dropped_ < kBatch && setup_.pacer.ready() && make_record()) {
    if (of_one_kind && (repeating_ != repeats() || is_by_next())) break;  // the others are the next batch
  }
  stats_.worker.replay_bad_records.set(bad_records_before_ + setup_.generator.bad_records());
  return !batch_.empty() || dropped_ > 0 || failure_;
}

bool Worker::make_record() noexcept {
  auto& pacer = setup_.pacer;
  Slot* const slot = arena_.room(room_);
  if (slot == nullptr) return false;
  const auto rendered = setup_.generator.write(
      Arena::bytes_of(slot),
      {.index = pacer.index(), .wall = origin_.wall_at(pacer.intended()), .elapsed = run_time(pacer.intended())});
  if (setup_.generator.failed()) {
    failure_ = setup_.generator.failure();
    return false;
  }
  slot->intended = origin_.at(pacer.intended());
  Record record{.value = rendered.value,
                .key = rendered.key,
                .value_size = rendered.value_size,
                .key_size = rendered.key_size,
                .partition = rendered.partition,
                .headers_size = rendered.headers_size,
                .intended = slot->intended,
                .slot = slot,
                .envelope = rendered.envelope,
                .lateness_ms = rendered.lateness_ms,
                .imperfections = rendered.imperfections};
  slot->headers_size = rendered.headers_size;
  slot->stretch = stats_.unsettled.stretch();
  record.partition = setup_.partitions.choose(record, pacer.index(), partition_count_);
  pacer.made(record.imperfections == 0 ? add(record, rendered.used) : add_imperfect(record, rendered.used));
  return true;
}

// Bytes to be sent, or those that would have been.
std::uint64_t Worker::add(const Record& record, std::uint32_t used) noexcept {
  arena_.take(used);
  batch_.add(record);
  return record.bytes();
}

void Worker::hand_over() noexcept {
  // Records made are scheduled before they can come back as delivered.
  stats_.worker.scheduled.set(std::max(stats_.worker.scheduled.read(), setup_.pacer.scheduled()));
  stats_.worker.duplicated.add(std::exchange(duplicated_, 0));
  stats_.worker.dropped.add(dropped_);
  stats_.worker.imperfections[static_cast<std::size_t>(Imperfection::drop)].add(std::exchange(dropped_, 0));
  stats_.unsettled.take(batch_.size(), setup_.pacer.index());
  batch_.group(partition_count_);
  std::size_t done = 0;
  while (done < batch_.size()) {
    const auto run = batch_.run_at(done);
    const auto settled = enqueue(run);
    done += settled;
    if (settled == run.size()) continue;
    if (stopping() && monotonic_now() >= give_up_.load(std::memory_order_relaxed)) return abandon(done);
    wait_blocked();
  }
}

std::size_t Worker::enqueue(std::span<const Record> run) noexcept {
  const MonotonicTime now = monotonic_now();
  const auto settled = sink_->enqueue(run, now);
  std::uint64_t bytes = 0;
  for (const Record& record : run.first(settled)) {
    bytes += record.bytes();
    stats_.worker.schedule_lag.record(now - record.intended);
  }
  if (stats_.imperfect) count_imperfections(run.first(settled));
  stats_.worker.bytes_enqueued.add(bytes);
  if (repeating_) stats_.worker.repeated.add(settled);
  stats_.worker.enqueued.add(settled);
  return settled;
}

// The stop came while the queue was full: what was made and not handed over goes back to its block.
void Worker::abandon(std::size_t from) noexcept {
  while (from < batch_.size()) {
    const auto run = batch_.run_at(from);
    // What a reload removes is skipped; what the end of the run leaves, a later run makes again.
    if (give_up_.load(std::memory_order_relaxed) == MonotonicTime{})
      stats_.unsettled.settle_at_once(run.front().slot->stretch, run.size());
    for (const Record& record : run) record.slot->block->release(1);
    from += run.size();
  }
}

// Between two batches: whatever was made has been handed over, or will never be.
void Worker::note_progress() noexcept {
  const auto& pacer = setup_.pacer;
  const bool new_stretch = pacer.now() >= stretch_ends_;
  if (new_stretch) stretch_ends_ = pacer.now() + kStretch;
  stats_.unsettled.reach(pacer.progress(), new_stretch);
}

void Worker::close_account() noexcept {
  note_progress();
  const auto account = read_account(stats_);
  stats_.worker.skipped[static_cast<std::size_t>(SkipReason::stop)].add(account.waiting);
  stats_.worker.behind_at_end.store(setup_.pacer.behind(), std::memory_order_relaxed);
  stats_.worker.behind.store({}, std::memory_order_relaxed);
  stats_.worker.held_back.store({}, std::memory_order_relaxed);
  stats_.worker.asked_until.store(setup_.pacer.asked_until(elapsed()), std::memory_order_relaxed);
  stats_.worker.awaited.store({}, std::memory_order_relaxed);
  stats_.target_rate.store(0, std::memory_order_relaxed);
  stats_.worker.ended.store(monotonic_now(), std::memory_order_relaxed);
}

}  // namespace spate
