// What one stream's schedule offers over time, told before anything runs: records and bytes in any span of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "pacing/schedule.hpp"
#include "scenario/scenario.hpp"

namespace spate {

// Times are nanoseconds since T = 0 of the run, `start_after` included. A stream at `max` offers nothing that could be
// told: all its figures are 0. Immutable.
class OfferedLoad {
 public:
  // `schedule`: the stream's; `record_bytes`: of key and value, on average.
  OfferedLoad(const Stream& stream, Schedule schedule, double record_bytes);

  // From here on nothing is due; absent: the stream goes on for ever, or for as long as somebody lets it (`max`).
  [[nodiscard]] std::optional<Nanos> end() const noexcept { return end_; }
  [[nodiscard]] Nanos start() const noexcept { return start_; }
  [[nodiscard]] bool told() const noexcept { return unit_ != Rate::Unit::unlimited; }

  // Records due in [from, to).
  [[nodiscard]] double records(Nanos from, Nanos to) const noexcept;
  // Records per second in [from, to): counted where there are many, else the rate in the middle.
  [[nodiscard]] double rate(Nanos from, Nanos to) const noexcept;
  // The schedule's highest rate in [from, to), records per second, until it turns for the `most_turns`th time.
  [[nodiscard]] double peak(Nanos from, Nanos to, std::size_t most_turns) const noexcept;
  [[nodiscard]] double record_bytes() const noexcept { return record_bytes_; }

 private:
  [[nodiscard]] double counted_by(Nanos time) const noexcept;
  // A rate in bytes counts bytes.
  [[nodiscard]] double records_of(double counted) const noexcept;
  [[nodiscard]] std::optional<Nanos> find_end(const StopAfter& stop) const;

  Rate::Unit unit_;
  Schedule schedule_;
  Nanos start_;
  double record_bytes_;
  std::optional<Nanos> end_;
  double most_;  // records or bytes, as the schedule counts
};

}  // namespace spate
