// What a stream's schedule asked for while the stream ran, and what it delivered: records per second over the same
// time.
#pragma once

#include "pacing/schedule_history.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::report {

// A stream whose last record is acknowledged within this time after its schedule has kept its rate: the way to the
// broker and back is a latency, not a lower rate.
inline constexpr Duration kRateTolerance = 50 * kMillisecond;

struct StreamRates {
  double target = 0;    // infinity where some of it was at `max`
  double achieved = 0;  // delivered; 0 where nothing was
};

// `rate` is the written one, of all shards together, `history` what the stream followed. Both rates count from T = 0 of
// the stream or, if that was past, from the instant when it could first send. The target counts until the last record
// was due, or until the stop. The achieved rate counts until the last delivery, and never less than the schedule gave.
[[nodiscard]] StreamRates stream_rates(const stats::StreamStats& stats, const scenario::RateProfile& rate,
                                       const pacing::ScheduleHistory& history, const scenario::Shard& shard);

// The time that the records scheduled so far were to take from the instant when the stream could first send, by what it
// followed: that of its schedule or, for a backlog, the time in which `when_late` lets it catch up, if that is longer.
// 0: no matter how long. `step`: how many processes share the schedule.
[[nodiscard]] double planned_seconds(const stats::StreamStats& stats, const scenario::WhenLate& when_late,
                                     const pacing::ScheduleHistory& history, std::uint64_t step) noexcept;

}  // namespace spate::report
