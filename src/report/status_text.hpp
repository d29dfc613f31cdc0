// Formats responses of the control API.
#pragma once

#include <string>

namespace spate::report {

// A table of the streams in the response of GET /api/v1/streams. Throws std::runtime_error if it is not valid. So do
// the next two functions.
[[nodiscard]] std::string status_table(const std::string& response);

// One line about the stream in the response to an action.
[[nodiscard]] std::string status_line(const std::string& response);

// The changes of a reload, one per line.
[[nodiscard]] std::string reload_text(const std::string& response);

// The "error" of a response and its "problems", one per line. Returns the response itself if it has no "error".
[[nodiscard]] std::string error_text(const std::string& response);

// The body of a request. Omits empty members.
[[nodiscard]] std::string action_body(const std::string& rate, const std::string& duration);

}  // namespace spate::report
