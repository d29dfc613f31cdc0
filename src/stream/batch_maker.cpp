#include "stream/batch_maker.hpp"

#include <algorithm>
#include <utility>

#include "generator/machine/imperfection_plan.hpp"

namespace spate::stream {
namespace {

// Large enough to make librdkafka's cost per call negligible, small enough for the CPU cache.
constexpr std::size_t kBatchRecords = 1024;

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
  generators_.set_partitions(partitions);
  batch_.clear();
  partitions_.next_batch();
  is_resending_ = pacer.index() < resent_until_;
  const bool may_change = is_resending_ || generators_.has_next();
  while (batch_.size() + imperfect_.dropped() < kBatchRecords && pacer.is_ready() && make_record(pacer)) {
    // All records of a batch have the same generator, and all or none are resent.
    if (may_change && (is_resending_ != (pacer.index() < resent_until_) || needs_next_generator(pacer))) break;
  }
  stats_.worker.replay_bad_records.set(bad_records_before_ + generators_.current().bad_records());
  return !batch_.empty() || imperfect_.dropped() > 0 || failure_;
}

bool BatchMaker::make_record(pacing::Pacer& pacer) noexcept {
  record::Slot* const slot = arena_.reserve(generators_.required_bytes());
  if (slot == nullptr) return false;
  auto& generator = generators_.current();
  const auto rendered = generator.write(
      record::Arena::bytes_of(slot),
      {.index = pacer.index(), .wall = origin_.wall_at(pacer.intended()), .elapsed = pacer.intended() + start_after_});
  if (generator.failed()) {
    failure_ = generator.failure();
    return false;
  }
  slot->intended = origin_.at(pacer.intended());
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
  slot->headers_size = rendered.headers_size;
  slot->interval = stats_.settlement.current_interval();
  record.partition = partitions_.choose(record, pacer.index(), generators_.partitions());
  pacer.count_made(record.imperfections == 0 ? add_record(arena_, batch_, record, rendered.used)
                                             : imperfect_.add(record, rendered.used));
  return true;
}

void BatchMaker::finish_batch(const pacing::Pacer& pacer) noexcept {
  stats_.worker.scheduled.set(std::max(stats_.worker.scheduled.read(), pacer.scheduled()));
  imperfect_.count_batch();
  stats_.settlement.count_enqueued(batch_.size(), pacer.index());
  batch_.group_by_partition(generators_.partitions());
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
