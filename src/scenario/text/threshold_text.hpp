// Parses a threshold: "rate >= 99%", "failed == 0", "delivery_latency.p99 < 50ms".
#pragma once

#include <string_view>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// METRIC[.QUANTILE] OP VALUE. Metrics are rate, failed, skipped, schedule_lag, ack_latency, delivery_latency and
// end_to_end. Latencies need a quantile: p50, p99.9 (or p999) and so on, or max. Operators are >=, >, <=, < and ==. The
// value is a share, a number of records (failed, skipped) or a duration (latencies).
[[nodiscard]] Parsed<Threshold> parse_threshold(std::string_view text);

}  // namespace spate::scenario
