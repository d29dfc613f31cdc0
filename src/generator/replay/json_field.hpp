// One field of a record that has been written, for showing it to people. Not for the hot path.
#pragma once

#include <string>
#include <string_view>

namespace spate::generator {

// Sets `text` to the field at a path (customer_id, metrics.host, items.0.price): a string's own text, anything else as
// it stands in the JSON. False when `json` is not JSON or has no such field. Thread-safe.
[[nodiscard]] bool json_field(std::string_view json, std::string_view path, std::string& text);

}  // namespace spate::generator
