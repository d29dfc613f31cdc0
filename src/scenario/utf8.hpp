// What the reader needs to know of UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace spate {

// The offset of the first byte that does not begin or continue a well-formed sequence (RFC 3629: no overlong forms, no
// surrogates, nothing above U+10FFFF); nothing if all is well.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

// How many characters `text` shows, each code point one.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace spate
