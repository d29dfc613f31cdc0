// Records with imperfections: dropped, duplicated, counted by kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "record/arena.hpp"
#include "record/record_batch.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

// Not thread-safe.
class ImperfectRecords {
 public:
  ImperfectRecords(record::Arena& arena, record::RecordBatch& batch, stats::WorkerStats& stats)
      : arena_(arena), batch_(batch), stats_(stats) {}

  // Adds the record in the reserved space of the arena and its copy, or drops it, as its imperfections require. The
  // reserved space includes the copy (see required_bytes_for()). Returns the bytes to be sent, also of a dropped
  // record.
  std::uint64_t add(record::Record record, std::uint32_t used) noexcept;
  // Number of dropped records of this batch.
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }
  // Counts the drops and copies of this batch. Called before its records are enqueued.
  void count_batch() noexcept;
  // Counts the imperfections of enqueued records.
  void count(std::span<const record::Record> records, bool shifts_event_time) noexcept;

 private:
  [[nodiscard]] record::Record make_copy(const record::Record& record, std::uint32_t used) noexcept;

  record::Arena& arena_;
  record::RecordBatch& batch_;
  stats::WorkerStats& stats_;
  std::uint64_t dropped_ = 0;
  std::uint64_t duplicated_ = 0;
};

// Adds the record in the reserved space of the arena. Returns its bytes.
inline std::uint64_t add_record(record::Arena& arena, record::RecordBatch& batch, const record::Record& record,
                                std::uint32_t used) noexcept {
  arena.commit(used);
  batch.add(record);
  return record.bytes();
}

}  // namespace spate::stream
