// One field of a record that has been written, for showing it to people. Not for the hot path.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// The path as a JSON pointer (RFC 6901); one that begins with a slash is one already.
[[nodiscard]] std::string json_pointer(std::string_view path);

// Sets `text` to the field at a dotted path (customer_id, metrics.host, items.0.price): a string's own text, anything
// else as it stands in the JSON. False when `json` is not JSON or has no such field. Any thread.
[[nodiscard]] bool json_field(std::string_view json, std::string_view dotted_path, std::string& text);

}  // namespace spate
