// Extracts one field of a finished record, for display. Not for the hot path.
#pragma once

#include <string>
#include <string_view>

namespace spate::generator {

// Sets `text` to the field at a path (customer_id, metrics.host, items.0.price): the value of a string, otherwise the
// JSON text. Returns false if `json` is invalid or has no such field. Thread-safe.
[[nodiscard]] bool json_field(std::string_view json, std::string_view path, std::string& text);

}  // namespace spate::generator
