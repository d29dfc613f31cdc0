// Results of the thresholds of a finished run.
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
  std::string text;             // threshold as written
  std::optional<double> value;  // in the unit of the threshold; absent: not measured, which fails
  scenario::Threshold::Unit unit = scenario::Threshold::Unit::share;
  bool passed = false;
};

// Evaluates the thresholds of the stream in order, after the warm-up. The rate is compared with `history` and the
// indices of this shard. Final once every record is settled.
[[nodiscard]] std::vector<ThresholdResult> evaluate_thresholds(const scenario::Stream& stream,
                                                               const pacing::ScheduleHistory& history,
                                                               const stats::StreamStats& stats,
                                                               const pacing::ShardIndices& indices = {});

// "99.7 %", "12,345", "1.2 ms" or "not measured".
[[nodiscard]] std::string value_text(const ThresholdResult& result);

}  // namespace spate::report
