// Formats responses of the control API.
#pragma once

#include <string>

namespace spate::report {

// A table of the streams in the answer of GET /api/v1/streams. Throws std::runtime_error where it is none.
[[nodiscard]] std::string status_table(const std::string& answer);

// One line on the stream in the answer to an action.
[[nodiscard]] std::string status_line(const std::string& answer);

// What a reload changed, a line each.
[[nodiscard]] std::string reload_text(const std::string& answer);

// The "error" of an answer, with its "problems" if it has any, a line each; else the answer itself.
[[nodiscard]] std::string error_text(const std::string& answer);

// The body of a request. Omits empty members.
[[nodiscard]] std::string action_body(const std::string& rate, const std::string& lasts);

}  // namespace spate::report
