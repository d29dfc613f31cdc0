// What one stream sends over time, told before anything runs: records in any span of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "preview/plan/sampled_records.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::preview {

// Times are since T = 0 of the run, `start_after` included. A stream at `max` offers nothing that could be
// told: all its figures are 0. Immutable.
class OfferedLoad {
 public:
  // `schedule`: the stream's; `means`: of its records.
  OfferedLoad(const scenario::Stream& stream, pacing::Schedule schedule, const RecordMeans& means);

  // From here on nothing is due; absent: the stream goes on for ever, or for as long as somebody lets it (`max`).
  [[nodiscard]] std::optional<StreamTime> end() const noexcept { return end_; }
  [[nodiscard]] StreamTime start() const noexcept { return StreamTime{start_}; }
  [[nodiscard]] bool has_rate() const noexcept { return unit_ != scenario::Rate::Unit::unlimited; }

  // Records scheduled in [from, to), and of them those that are sent: without dropped ones, duplicated ones twice.
  [[nodiscard]] double scheduled(StreamTime from, StreamTime to) const noexcept;
  [[nodiscard]] double records(StreamTime from, StreamTime to) const noexcept;
  // Records sent per second in [from, to): counted where there are many, else the rate in the middle.
  [[nodiscard]] double rate(StreamTime from, StreamTime to) const noexcept;
  // The highest rate in [from, to), records sent per second, until it turns for the `most_turns`th time.
  [[nodiscard]] double peak(StreamTime from, StreamTime to, std::size_t most_turns) const noexcept;
  // Bytes and queued bytes of a record that is sent.
  [[nodiscard]] double record_bytes() const noexcept { return of_a_sent(means_.sent_bytes); }
  [[nodiscard]] double queued_bytes() const noexcept { return of_a_sent(means_.queued_bytes); }

 private:
  [[nodiscard]] double counted_by(StreamTime time) const noexcept;
  // A rate in bytes counts bytes.
  [[nodiscard]] double scheduled_of(double counted) const noexcept;
  [[nodiscard]] double of_a_sent(double mean) const noexcept { return means_.sent > 0 ? mean / means_.sent : 0; }
  [[nodiscard]] std::optional<StreamTime> find_end(const scenario::StopAfter& stop) const;

  scenario::Rate::Unit unit_;
  pacing::Schedule schedule_;
  Duration start_;
  RecordMeans means_;
  std::optional<StreamTime> end_;
  double max_;  // records or bytes, as the schedule counts
};

}  // namespace spate::preview
