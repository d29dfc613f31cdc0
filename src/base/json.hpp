// JSON off the hot path: nlohmann/json writes all of it, and reads what spate itself wrote. Input that is large or
// comes from a stranger is read with simdjson.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace spate {

using Json = nlohmann::ordered_json;  // members stay in the order in which they were added

// One line without a line feed; with `indent`, a line per value and so many spaces per level. Malformed UTF-8 becomes
// U+FFFD, so that no text from outside ends a run.
[[nodiscard]] std::string json_text(const Json& json, int indent = -1);

// The same in ASCII: other characters are written as \u escapes.
[[nodiscard]] std::string ascii_json_text(const Json& json, int indent = -1);

}  // namespace spate
