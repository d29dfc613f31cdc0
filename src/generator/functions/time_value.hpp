// An instant as a value of the record: text of one of the formats, or a number of seconds and their parts. What now(),
// event_time() and ago() share.
#pragma once

#include "generator/compile/function.hpp"

namespace spate::generator::functions {

// Which instant: the record's intended time, when what it tells of happened, or nanoseconds since the epoch in a
// register.
enum class TimeSource { intended, event, stored };

// The instant in the format that this parameter names; iso where it is not given. `at` holds a stored one.
// Throws where the format is none, and within a table's row, which does not depend on the time.
[[nodiscard]] Operand time_value(Call& call, std::size_t format_parameter, TimeSource instant, Register at = 0);

// The parameter's help.
inline constexpr std::string_view kTimeFormats =
    "\"iso\" (default: local time with microseconds), \"iso_utc\", \"epoch_s\", \"epoch_ms\", \"epoch_us\", "
    "\"epoch_ns\", or a format of strftime with %f for microseconds";

}  // namespace spate::generator::functions
