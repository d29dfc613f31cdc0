// Describes the achieved rate and the limit reasons of a stream.
#pragma once

#include <string>

#include "report/stream_summary.hpp"

namespace spate::report {

// "orders reached 61 % of 50,000/s: the broker throttled the client for 38 of 60 s", longest reason first, without a
// newline. The share counts duplicates and excludes dropped records. Returns an empty text if the stream was on target
// for 99 % of its time, or was measured for less than 1 s.
[[nodiscard]] std::string limit_summary(const StreamSummary& stream);

}  // namespace spate::report
