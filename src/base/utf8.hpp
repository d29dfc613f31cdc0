// Validates UTF-8 and splits it into characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace spate {

// The offset of the first malformed sequence (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
// Returns nullopt if the text is well-formed.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

// The length of the sequence at `i` in bytes, 1 to 4. Returns 0 if it is malformed.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text, std::size_t i) noexcept;

// The number of code points.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace spate
