// Escapes text for JSON (RFC 8259 §7) and CSV (RFC 4180): constants at compile time, other text when it is written.
#pragma once

#include <cstdint>
#include <string_view>

namespace spate::generator {

[[nodiscard]] bool json_plain(std::string_view text) noexcept;
[[nodiscard]] bool csv_plain(std::string_view text) noexcept;

// Write at most six (JSON) or two (CSV) bytes per byte; return the end.
char* write_json_escaped(char* out, const char* text, std::uint32_t size) noexcept;
char* write_csv_escaped(char* out, const char* text, std::uint32_t size) noexcept;

}  // namespace spate::generator
