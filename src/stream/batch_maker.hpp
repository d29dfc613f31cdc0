// Makes the records of one stream in batches, in the stream's arena: value, key, headers, partition and imperfections.
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
#include "record/partition_buffers.hpp"
#include "record/record_batch.hpp"
#include "stats/stream_stats.hpp"
#include "stream/generator_queue.hpp"
#include "stream/imperfect_records.hpp"
#include "stream/origin.hpp"
#include "stream/partition_chooser.hpp"

namespace spate::stream {

// Called by the worker only, except accepts(). Must outlive every record that it made.
class BatchMaker {
 public:
  // An earlier process may have sent the records before `resent_until`. Keeps at most `max_memory` bytes of records
  // until their reports, but at least two blocks.
  BatchMaker(generator::Generator generator, const PartitionChooser& partitions, std::uint64_t resent_until,
             std::size_t max_memory, stats::StreamStats& stats);

  // Called before begin() if another worker on the same statistics has ended since construction. Continues its counts.
  // `resent_until` as in the constructor.
  void continue_counts(std::uint64_t resent_until) noexcept;
  // Called once, before the first record. `origin` is T = 0 of the stream, `start_after` later than that of the run.
  void begin(const Origin& origin, Duration start_after) noexcept;

  // Thread-safe. Returns false if the records of `next` do not fit into the blocks, or if only one of both generators
  // has imperfections.
  [[nodiscard]] bool accepts(const generator::Generator& next) const noexcept;
  void change_generators(std::list<NextGenerator> next) noexcept { generators_.add(std::move(next)); }

  // Switches to the generator of the next record.
  void switch_generator(const pacing::Pacer& pacer) noexcept;
  // Makes the records that are due, at most one batch, counts them, and groups those to be enqueued now by partition.
  // At `rate: max` records are buffered by partition first. Returns false if there is no memory for one record: every
  // block waits for delivery reports.
  [[nodiscard]] bool fill(pacing::Pacer& pacer, std::int32_t partitions) noexcept;
  // Sets the batch to buffered records of one partition. Returns false if no records are buffered.
  [[nodiscard]] bool take_buffered() noexcept { return take_buffered(StreamTime::max()); }
  [[nodiscard]] bool has_buffered() const noexcept { return !buffers_.empty(); }
  // The records to be enqueued. May be empty.
  [[nodiscard]] const record::RecordBatch& batch() const noexcept { return batch_; }
  // Whether the records of this batch may have been sent before.
  [[nodiscard]] bool is_resending() const noexcept { return is_resending_; }
  // Releases the records from this position on, which were not enqueued. `settled`: no later run makes them again.
  void return_records(std::size_t from, bool settled) noexcept;
  // Only for a stream with imperfections.
  void count_imperfections(std::span<const record::Record> enqueued) noexcept;
  // The error of the generator, if it failed.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return failure_; }

  // Whether every record is released.
  [[nodiscard]] bool settled() noexcept { return arena_.settled(); }
  // Frees memory that was unused for 10 s. Called between two batches.
  void free_unused_memory(StreamTime now) noexcept;
  // When to free memory next; kNever if there is none.
  [[nodiscard]] StreamTime next_free() const noexcept {
    return arena_.has_unused() ? free_unused_at_ : StreamTime{kNever};
  }

 private:
  struct GeneratedRecord {
    record::Record record;
    std::uint32_t used = 0;  // bytes from the end of its slot
  };

  [[nodiscard]] bool fill_batch(pacing::Pacer& pacer) noexcept;
  [[nodiscard]] bool fill_buffers(pacing::Pacer& pacer) noexcept;
  [[nodiscard]] bool should_buffer(const pacing::Pacer& pacer) const noexcept;
  [[nodiscard]] bool take_buffered(StreamTime until) noexcept;
  [[nodiscard]] bool take_full_buffer() noexcept;
  void take_buffer(std::int32_t partition) noexcept;
  [[nodiscard]] std::optional<GeneratedRecord> make_record(record::Slot* slot, const pacing::Pacer& pacer) noexcept;
  void count(const pacing::Pacer& pacer, std::uint64_t records) noexcept;
  [[nodiscard]] bool needs_next_generator(const pacing::Pacer& pacer) const noexcept;

  stats::StreamStats& stats_;
  std::uint64_t resent_until_;        // index
  std::uint64_t bad_records_before_;  // counted by earlier workers
  GeneratorQueue generators_;
  PartitionChooser partitions_;
  std::size_t block_size_;
  record::Arena arena_;
  record::RecordBatch batch_;
  record::PartitionBuffers buffers_;
  ImperfectRecords imperfect_;
  Origin origin_;
  Duration start_after_{};
  StreamTime free_unused_at_{};
  bool is_resending_ = false;
  bool spreads_ = false;  // whether the records of a batch have several partitions
  std::optional<std::string> failure_;
};

}  // namespace spate::stream
