// Planned load of one stream: records in any period.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "preview/plan/sampled_records.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

// Times count from T = 0 of the run, with `start_after`. A stream at `max` has no planned rate: all its values are 0.
// Immutable.
class OfferedLoad {
 public:
  // `schedule` and `means` are those of the stream.
  OfferedLoad(const scenario::Stream& stream, pacing::Schedule schedule, const RecordMeans& means);

  // End of the schedule; absent: no end, or `max`.
  [[nodiscard]] std::optional<StreamTime> end() const noexcept { return end_; }
  [[nodiscard]] StreamTime start() const noexcept { return StreamTime{start_}; }
  [[nodiscard]] bool has_rate() const noexcept { return unit_ != scenario::Rate::Unit::unlimited; }

  // Records scheduled in [from, to).
  [[nodiscard]] double scheduled(StreamTime from, StreamTime to) const noexcept;
  // Records sent in [from, to): without dropped ones, duplicated ones twice.
  [[nodiscard]] double records(StreamTime from, StreamTime to) const noexcept;
  // Records sent per second in [from, to): the mean if there are many, else the rate in the middle.
  [[nodiscard]] double rate(StreamTime from, StreamTime to) const noexcept;
  // The highest rate in [from, to) in records sent per second, over at most `max_pieces` linear pieces of the rate.
  [[nodiscard]] double peak(StreamTime from, StreamTime to, std::size_t max_pieces) const noexcept;
  // Bytes and queued bytes per sent record.
  [[nodiscard]] double record_bytes() const noexcept { return per_sent_record(means_.sent_bytes); }
  [[nodiscard]] double queued_bytes() const noexcept { return per_sent_record(means_.queued_bytes); }

 private:
  [[nodiscard]] double amount_due_by(StreamTime time) const noexcept;
  // Records that a number of the schedule stands for: the number itself, or bytes / mean bytes.
  [[nodiscard]] double records_from_amount(double amount) const noexcept;
  [[nodiscard]] double per_sent_record(double mean) const noexcept { return means_.sent > 0 ? mean / means_.sent : 0; }
  [[nodiscard]] std::optional<StreamTime> find_end(const scenario::StopAfter& stop) const;

  scenario::Rate::Unit unit_;
  pacing::Schedule schedule_;
  Duration start_;
  RecordMeans means_;
  std::optional<StreamTime> end_;
  double max_amount_;  // records or bytes, as in the schedule
};

}  // namespace spate::preview
