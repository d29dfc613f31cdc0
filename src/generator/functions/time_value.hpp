// A timestamp as a value of the record: text in one of the formats, or a number since the epoch. Shared by now(),
// event_time() and ago().
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

// Source of the timestamp: the intended time, the event time, or a register with nanoseconds since the epoch.
enum class TimeSource { intended, event, stored };

// The timestamp in the format of this parameter, iso if it is absent. `at`: register of a stored timestamp.
// Throws ExpressionError if the format is unknown, and in a row of a table, which does not depend on the time.
[[nodiscard]] Operand time_value(Call& call, std::size_t format_parameter, TimeSource source, Register at = 0);

// Help text of the parameter.
inline constexpr std::string_view kTimeFormats =
    "\"iso\" (default: local time with microseconds), \"iso_utc\", \"epoch_s\", \"epoch_ms\", \"epoch_us\", "
    "\"epoch_ns\", or a format of strftime with %f for microseconds";

}  // namespace spate::generator::functions
