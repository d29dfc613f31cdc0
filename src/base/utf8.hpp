// UTF-8: whether text is well-formed, and its characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace spate {

// The offset of the first byte that does not begin or continue a well-formed sequence (RFC 3629: no overlong forms, no
// surrogates, nothing above U+10FFFF); nothing if all is well.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

// The bytes of the sequence that begins at `i`, 1 to 4; 0: none that is well-formed.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text, std::size_t i) noexcept;

// How many characters `text` shows, each code point one.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace spate
