#include "stream/batch_maker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "generator/machine/imperfection_plan.hpp"

namespace spate::stream {
namespace {

// Large enough to make librdkafka's cost per call negligible, small enough for the CPU cache.
constexpr std::size_t kBatchRecords = 1024;
static_assert(record::PartitionBuffers::kMaxRecords <= kBatchRecords);

// A record is not buffered for longer.
constexpr Duration kMaxBuffered = 100 * kMillisecond;

constexpr std::size_t kMinBlockBytes = 256 * std::size_t{1024};

// A block that is unused for this long is freed. A fault that keeps records in flight needs many blocks.
constexpr Duration kUnusedAfter = 10 * kSecond;

// A block has space for several records, so little of it is unused at the end.
std::size_t block_size_for(const generator::Generator& generator) {
  return std::max(kMinBlockBytes, 8 * generator.max_bytes());
}

}  // namespace

BatchMaker::BatchMaker(generator::Generator generator, const PartitionChooser& partitions, std::uint64_t resent_until,
                       std::size_t max_memory, stats::StreamStats& stats)
    : stats_(stats),
      resent_until_(resent_until),
      bad_records_before_(stats.worker.replay_bad_records.read()),
      generators_(std::move(generator)),
      partitions_(partitions),
      block_size_(block_size_for(generators_.current())),
      arena_(block_size_, std::max<std::size_t>(2, max_memory / block_size_), &stats),
      batch_(kBatchRecords + 1),  // the last record may be duplicated
      buffers_(arena_),
      imperfect_(arena_, batch_, stats.worker) {}

void BatchMaker::continue_counts(std::uint64_t resent_until) noexcept {
  resent_until_ = resent_until;
  bad_records_before_ = stats_.worker.replay_bad_records.read();
}

void BatchMaker::begin(const Origin& origin, Duration start_after) noexcept {
  stats_.imperfect = generators_.current().imperfections() != nullptr;
  origin_ = origin;
  start_after_ = start_after;
}

bool BatchMaker::accepts(const generator::Generator& next) const noexcept {
  return required_bytes_for(next) + sizeof(record::Slot) <= block_size_ &&
         (next.imperfections() != nullptr) == stats_.imperfect;
}

bool BatchMaker::needs_next_generator(const pacing::Pacer& pacer) const noexcept {
  return generators_.has_next() && generators_.needs_next(origin_.at(pacer.intended()));
}

void BatchMaker::switch_generator(const pacing::Pacer& pacer) noexcept {
  if (needs_next_generator(pacer)) generators_.switch_to(origin_.at(pacer.intended()));
}

bool BatchMaker::fill(pacing::Pacer& pacer, std::int32_t partitions) noexcept {
  batch_.clear();
  const bool buffer = should_buffer(pacer);
  // The older records of each partition go first.
  if (has_buffered() && !(buffer && buffers_.accepts(partitions, generators_.required_bytes()))) return take_buffered();
  generators_.set_partitions(partitions);
  partitions_.next_batch();
  is_resending_ = pacer.index() < resent_until_;
  const bool made = buffer && (has_buffered() || buffers_.resize(partitions, generators_.required_bytes()))
                        ? fill_buffers(pacer)
                        : fill_batch(pacer);
  stats_.worker.replay_bad_records.set(bad_records_before_ + generators_.current().bad_records());
  return made || failure_;
}

// The client needs less CPU time per record if one call has more records of a partition. Buffering delays records, so
// paced streams do not use it. Batches without keys do not need it: each goes to one partition.
bool BatchMaker::should_buffer(const pacing::Pacer& pacer) const noexcept {
  return std::isinf(pacer.target_rate()) && spreads_ && !stats_.imperfect && pacer.index() >= resent_until_ &&
         !needs_next_generator(pacer);
}

bool BatchMaker::fill_batch(pacing::Pacer& pacer) noexcept {
  const bool may_change = is_resending_ || generators_.has_next();
  while (batch_.size() + imperfect_.dropped() < kBatchRecords && pacer.is_ready()) {
    const auto made = make_record(arena_.reserve(generators_.required_bytes()), pacer);
    if (!made) break;
    pacer.count_made(made->record.imperfections == 0 ? add_record(arena_, batch_, made->record, made->used)
                                                     : imperfect_.add(made->record, made->used));
    // All records of a batch have the same generator, and all or none are resent.
    if (may_change && (is_resending_ != (pacer.index() < resent_until_) || needs_next_generator(pacer))) break;
  }
  if (batch_.empty() && imperfect_.dropped() == 0) return false;
  spreads_ = !batch_.empty() && partitions_.spreads(batch_.records().front());
  imperfect_.count_batch();
  count(pacer, batch_.size());
  batch_.group_by_partition(generators_.partitions());
  return true;
}

// Ends with the first full buffer: its records are the batch.
bool BatchMaker::fill_buffers(pacing::Pacer& pacer) noexcept {
  if (take_full_buffer() || take_buffered(pacer.now() - kMaxBuffered)) return true;
  std::uint64_t made = 0;
  while (made < kBatchRecords && !buffers_.full() && pacer.is_ready()) {
    const auto next = make_record(buffers_.reserve(), pacer);
    if (!next) break;
    pacer.count_made(next->record.bytes());
    ++made;
    buffers_.add(next->record, next->used, pacer.now());
    if (needs_next_generator(pacer)) break;
  }
  buffers_.copy_added();
  count(pacer, made);
  return take_full_buffer() || made > 0;
}

bool BatchMaker::take_full_buffer() noexcept {
  const auto partition = buffers_.full();
  if (partition) take_buffer(*partition);
  return partition.has_value();
}

bool BatchMaker::take_buffered(StreamTime until) noexcept {
  const auto partition = buffers_.find(until);
  if (partition) take_buffer(*partition);
  return partition.has_value();
}

void BatchMaker::take_buffer(std::int32_t partition) noexcept {
  batch_.clear();
  buffers_.move_to(batch_, partition);
  batch_.keep_order();
}

std::optional<BatchMaker::GeneratedRecord> BatchMaker::make_record(record::Slot* slot,
                                                                   const pacing::Pacer& pacer) noexcept {
  if (slot == nullptr) return std::nullopt;
  auto& generator = generators_.current();
  const auto rendered = generator.write(
      record::Arena::bytes_of(slot),
      {.index = pacer.index(), .wall = origin_.wall_at(pacer.intended()), .elapsed = pacer.intended() + start_after_});
  if (generator.failed()) {
    failure_ = generator.failure();
    return std::nullopt;
  }
  slot->intended = origin_.at(pacer.intended());
  slot->headers_size = rendered.headers_size;
  slot->interval = stats_.settlement.current_interval();
  record::Record record{.value = rendered.value,
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
  record.partition = partitions_.choose(record, pacer.index(), generators_.partitions());
  return GeneratedRecord{record, rendered.used};
}

// Counts the records before a report can arrive.
void BatchMaker::count(const pacing::Pacer& pacer, std::uint64_t records) noexcept {
  stats_.worker.scheduled.set(std::max(stats_.worker.scheduled.read(), pacer.scheduled()));
  stats_.settlement.count_enqueued(records, pacer.index());
}

void BatchMaker::return_records(std::size_t from, bool settled) noexcept {
  while (from < batch_.size()) {
    const auto run = batch_.partition_run(from);
    if (settled) stats_.settlement.settle_unreported(run.front().slot->interval, run.size());
    for (const record::Record& record : run) record.slot->block->release(1);
    from += run.size();
  }
}

void BatchMaker::count_imperfections(std::span<const record::Record> enqueued) noexcept {
  imperfect_.count(enqueued, generators_.current().imperfections()->shifts_event_time());
}

// A stream that waits for hours keeps only what it needs.
void BatchMaker::free_unused_memory(StreamTime now) noexcept {
  if (now < free_unused_at_) return;
  free_unused_at_ = now + kUnusedAfter;
  arena_.free_unused();
}

}  // namespace spate::stream
