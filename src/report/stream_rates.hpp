// Target and achieved rate of a stream in records per second, over the same time.
#pragma once

#include "pacing/schedule_history.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::report {

// A stream is on time if its last record is acknowledged within this time after the schedule. The round trip to the
// broker is a latency, not a lower rate.
inline constexpr Duration kRateTolerance = 50 * kMillisecond;

struct StreamRates {
  double target = 0;    // infinity if part of the schedule is at `max`
  double achieved = 0;  // delivered; 0 if none was
};

// `rate` is the rate in the scenario, of all shards together; `history` is what the stream followed. Both rates count
// from T = 0 of the stream, or from the time when it could first send if that is later. The target counts until the
// last record was due, or until the stop. The achieved rate counts until the last delivery, and at least for the
// scheduled time.
[[nodiscard]] StreamRates stream_rates(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                                       const pacing::ScheduleHistory& history, const scenario::Shard& shard);

// Planned time of the records scheduled so far, from the time when the stream could first send: that of the schedule,
// or that of catching up a backlog by `when_late` if it is longer. 0: no limit. `step` is the number of shards.
[[nodiscard]] double planned_seconds(const stats::StreamStats& stats, const scenario::WhenLate& when_late,
                                     const pacing::ScheduleHistory& history, std::uint64_t step) noexcept;

}  // namespace spate::report
