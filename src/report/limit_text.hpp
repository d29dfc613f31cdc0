// In words, how far a stream got and what kept it from its rate.
#pragma once

#include <string>

#include "report/stream_summary.hpp"

namespace spate::report {

// "orders reached 61 % of 50,000/s: the broker throttled the client for 38 of 60 s", the longest reason first, without
// a newline. The share is that of what was to be sent: with copies and without drops that the scenario asks for. Empty
// for a stream that was on target for all but 1 % of its time, or that was watched for less than a second.
[[nodiscard]] std::string limit_summary(const StreamSummary& stream);

}  // namespace spate::report
