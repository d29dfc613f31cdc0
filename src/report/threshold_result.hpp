// What the thresholds say of a finished run: each with the value it was held against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pacing/schedule_history.hpp"
#include "pacing/shard_indices.hpp"
#include "scenario/model/scenario.hpp"
#include "stats/stream_stats.hpp"

namespace spate::report {

struct ThresholdResult {
  std::string text;             // the threshold as written
  std::optional<double> value;  // in the threshold's unit; absent: nothing was measured, and that is not enough
  scenario::Threshold::Unit unit = scenario::Threshold::Unit::share;
  bool ok = false;
};

// One for each threshold of the stream, in order, the rate against what it followed and the slots of it that this
// process took; of what came after the warm-up. Final once every record is settled.
[[nodiscard]] std::vector<ThresholdResult> evaluate_thresholds(const scenario::Stream& stream,
                                                               const pacing::ScheduleHistory& history,
                                                               const stats::StreamStats& stats,
                                                               const pacing::ShardIndices& slots = {});

// "99.7 %", "12,345", "1.2 ms", or that there is none.
[[nodiscard]] std::string value_text(const ThresholdResult& result);

}  // namespace spate::report
