// Names and texts of librdkafka's errors, and its version.
#pragma once

#include <string>
#include <string_view>

#include "stats/failures.hpp"

namespace spate::kafka {

// The name in logs and the summary, such as "_MSG_TIMED_OUT" or "MSG_SIZE_TOO_LARGE". Unknown codes: "ERR_1234?".
[[nodiscard]] std::string_view error_name(stats::ErrorCode code) noexcept;

// librdkafka's text for the error, such as "Local: Message timed out".
[[nodiscard]] std::string_view error_text(stats::ErrorCode code) noexcept;

// Version of the library at run time, such as "2.8.0". May be newer than at build time.
[[nodiscard]] std::string librdkafka_version();
// The same as a number that can be compared, such as 0x020800ff.
[[nodiscard]] int librdkafka_version_number() noexcept;

}  // namespace spate::kafka
