// A response as it is sent.
#pragma once

#include <string>

#include "http/route.hpp"

namespace spate::http {

// Status line, headers and, unless the request was a HEAD, the body. Each response is the last of its connection.
[[nodiscard]] std::string to_text(const Response& response, bool with_body);

}  // namespace spate::http
