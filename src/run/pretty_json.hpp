// JSON on several lines for people. Works on the text, so that numbers keep the digits they were written with.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// `json` is one valid value; anything else comes back with odd indentation, never with other content.
[[nodiscard]] std::string pretty_json(std::string_view json);

}  // namespace spate
