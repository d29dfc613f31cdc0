// Records that go wrong because the scenario asks for it: left out, sent twice, counted by kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "record/arena.hpp"
#include "record/record_batch.hpp"
#include "stats/stream_stats.hpp"

namespace spate::stream {

// The worker's; not thread-safe.
class ImperfectRecords {
 public:
  ImperfectRecords(record::Arena& arena, record::RecordBatch& batch, stats::WorkerStats& stats)
      : arena_(arena), batch_(batch), stats_(stats) {}

  // Adds the record that was made in the arena's room, and its copy, or leaves it out, as its imperfections say. There
  // is room for the copy: see room_for(). Returns the bytes to be sent, or those that would have been.
  std::uint64_t add(record::Record record, std::uint32_t used) noexcept;
  // How many of this batch were left out.
  [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }
  // Counts what this batch left out and doubled, before its records can come back as delivered.
  void count_batch() noexcept;
  // Counts the imperfections of records that were enqueued.
  void count(std::span<const record::Record> records, bool shifts_event_time) noexcept;

 private:
  [[nodiscard]] record::Record copy_of(const record::Record& record, std::uint32_t used) noexcept;

  record::Arena& arena_;
  record::RecordBatch& batch_;
  stats::WorkerStats& stats_;
  std::uint64_t dropped_ = 0;
  std::uint64_t duplicated_ = 0;
};

// Adds the record that was made in the arena's room. Returns its bytes.
inline std::uint64_t add_record(record::Arena& arena, record::RecordBatch& batch, const record::Record& record,
                                std::uint32_t used) noexcept {
  arena.commit(used);
  batch.add(record);
  return record.bytes();
}

}  // namespace spate::stream
