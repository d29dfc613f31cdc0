// What the client library calls its errors, and which version of it is in use.
#pragma once

#include <string>
#include <string_view>

#include "stats/failures.hpp"

namespace spate::kafka {

// The exact name, for logs and the summary: "_MSG_TIMED_OUT", "MSG_SIZE_TOO_LARGE". Codes nobody knows: "ERR_1234?".
[[nodiscard]] std::string_view error_name(stats::ErrorCode code) noexcept;

// The library's own sentence about it: "Local: Message timed out".
[[nodiscard]] std::string_view error_text(stats::ErrorCode code) noexcept;

// Of the library the program runs with, which may be newer than the one it was built with: "2.8.0".
[[nodiscard]] std::string librdkafka_version();
// The same as one comparable number: 0x020800ff.
[[nodiscard]] int librdkafka_version_number() noexcept;

}  // namespace spate::kafka
