// Indents JSON for people. Works on the text, so numbers keep their digits.
#pragma once

#include <string>
#include <string_view>

namespace spate::preview {

// Escape sequences before and after tokens of each kind. All empty: no colors.
struct Palette {
  std::string_view name, text, number, word;  // word: true, false, null
  std::string_view off;
};

// Colors readable on dark and light backgrounds (ECMA-48 SGR).
inline constexpr Palette kColors{
    .name = "\033[34m", .text = "\033[32m", .number = "\033[36m", .word = "\033[35m", .off = "\033[0m"};

// `json` must be one valid value. Other text may be indented oddly, but keeps its content. Spaces between tokens are
// replaced by the indentation.
[[nodiscard]] std::string pretty_json(std::string_view json, const Palette& palette = {});

}  // namespace spate::preview
