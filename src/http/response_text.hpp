// Writes a response as bytes.
#pragma once

#include <string>

#include "http/route.hpp"

namespace spate::http {

// Status line, headers and, except for HEAD, the body. Each response closes its connection.
[[nodiscard]] std::string to_text(const Response& response, bool with_body);

}  // namespace spate::http
