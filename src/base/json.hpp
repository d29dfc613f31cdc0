// JSON outside the hot path. nlohmann/json writes all of it and reads only what spate itself wrote. simdjson reads
// large or untrusted input.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace spate {

using Json = nlohmann::ordered_json;  // keeps the order of members

// Returns one line without a line feed or, with `indent`, one line per value and `indent` spaces per level. Replaces
// malformed UTF-8 by U+FFFD: the library would throw, and text from outside must not end a run.
[[nodiscard]] std::string json_text(const Json& json, int indent = -1);

// As json_text(), in ASCII: writes other characters as \u escapes.
[[nodiscard]] std::string ascii_json_text(const Json& json, int indent = -1);

}  // namespace spate
