// Times of day and days of the week as users write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scenario/text/units.hpp"

namespace spate::scenario {

// "08:00" as time since midnight, below 24 h; "24:00" only if allowed.
[[nodiscard]] Parsed<Duration> parse_time_of_day(std::string_view text, bool may_be_end_of_day = false);
// 24 h is "24:00".
[[nodiscard]] std::string format_time_of_day(Duration time);

// "mon", "mon-fri", "fri-mon", "sat,sun": bit 0 is Monday.
[[nodiscard]] Parsed<std::uint8_t> parse_days(std::string_view text);
// parse_days reads it back.
[[nodiscard]] std::string format_days(std::uint8_t days);

}  // namespace spate::scenario
