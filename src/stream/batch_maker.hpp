// Makes the records of one stream, batch by batch, in the stream's arena: by its generators, each for its partition,
// with the drops and copies that its imperfections ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"
#include "pacing/pacer.hpp"
#include "record/arena.hpp"
#include "record/record_batch.hpp"
#include "stats/stream_stats.hpp"
#include "stream/generator_queue.hpp"
#include "stream/imperfect_records.hpp"
#include "stream/origin.hpp"
#include "stream/partition_chooser.hpp"

namespace spate::stream {

// The worker's; not thread-safe but for accepts(). Outlives every record it made.
class BatchMaker {
 public:
  // Records before `again` may have been sent by an earlier run. At most `max_memory` bytes of records are kept until
  // their reports; two blocks at least.
  BatchMaker(generator::Generator generator, const PartitionChooser& partitions, std::uint64_t again,
             std::size_t max_memory, stats::StreamStats& stats);

  // Before begin(): another worker on the same statistics has ended meanwhile. Records before `again` as above.
  void count_on(std::uint64_t again) noexcept;
  // Once, before any record is made: T = 0 of the stream, which is so long after that of the run.
  void begin(const Origin& origin, Duration start_after) noexcept;

  // Any thread. False: its records do not fit into the blocks of memory there are, or it goes wrong on purpose and this
  // one does not, or the other way round.
  [[nodiscard]] bool accepts(const generator::Generator& next) const noexcept;
  void change_generators(std::list<NextGenerator> next) noexcept { generators_.add(std::move(next)); }

  // Goes on to the generator of the next record, where it is another.
  void advance(const pacing::Pacer& pacer) noexcept;
  // Makes the records that are due now, at most a batch of them. False when there was no memory for a single record:
  // every block waits for delivery reports.
  [[nodiscard]] bool fill(pacing::Pacer& pacer, std::int32_t partitions) noexcept;
  // Counts what was made before it can come back as delivered, and groups it by partition.
  void finish(const pacing::Pacer& pacer) noexcept;
  [[nodiscard]] const record::RecordBatch& batch() const noexcept { return batch_; }
  // The records of this batch may have been sent before.
  [[nodiscard]] bool is_resending() const noexcept { return resent_until_; }
  // What was made and not enqueued goes back to its block, from this position on; settled: no later run makes it again.
  void return_records(std::size_t from, bool settled) noexcept;
  // Of a stream that has any.
  void count_imperfections(std::span<const record::Record> enqueued) noexcept;
  // Why the generator gave up, if it did.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return failure_; }

  // No record lives any more.
  [[nodiscard]] bool settled() noexcept { return arena_.settled(); }
  // Frees memory that was not needed for long; between two batches.
  void free_unused_memory(StreamTime now) noexcept;
  // When to do that next; kNever: there is none.
  [[nodiscard]] StreamTime next_free() const noexcept {
    return arena_.has_unused() ? free_unused_at_ : StreamTime{kNever};
  }

 private:
  [[nodiscard]] bool make_record(pacing::Pacer& pacer) noexcept;
  [[nodiscard]] bool is_by_next(const pacing::Pacer& pacer) const noexcept;

  stats::StreamStats& stats_;
  std::uint64_t again_;
  std::uint64_t bad_records_before_;  // counted by others before this one
  GeneratorQueue generators_;
  PartitionChooser partitions_;
  std::size_t block_size_;
  record::Arena arena_;
  record::RecordBatch batch_;
  ImperfectRecords imperfect_;
  Origin origin_;
  Duration start_after_{};
  StreamTime free_unused_at_{};
  bool resent_until_ = false;
  std::optional<std::string> failure_;
};

}  // namespace spate::stream
