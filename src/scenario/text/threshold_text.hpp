// One threshold as users write it: "rate >= 99%", "failed == 0", "delivery_latency.p99 < 50ms".
#pragma once

#include <string_view>

#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// FIGURE[.QUANTILE] OP VALUE, without its place. Figures are rate, failed, skipped, schedule_lag, ack_latency and
// delivery_latency; quantiles, which latencies must have, p50, p99.9 (or p999) and so on, and max; operators
// >=, >, <=, < and ==. The value is a share, a number of records (failed, skipped) or a duration (latencies).
[[nodiscard]] Parsed<Threshold> parse_threshold(std::string_view text);

}  // namespace spate::scenario
