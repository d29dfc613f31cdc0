// JSON on several lines for people. Works on the text, so that numbers keep the digits they were written with.
#pragma once

#include <string>
#include <string_view>

namespace spate::preview {

// What a terminal is sent before a token of each kind, and behind it. All empty: no colours.
struct Palette {
  std::string_view name, text, number, word;  // word: true, false, null
  std::string_view off;
};

// Colours that are readable on dark and on light backgrounds (ECMA-48 SGR).
inline constexpr Palette kColours{
    .name = "\033[34m", .text = "\033[32m", .number = "\033[36m", .word = "\033[35m", .off = "\033[0m"};

// `json` is one valid value; anything else comes back with odd indentation, never with other content.
[[nodiscard]] std::string pretty_json(std::string_view json, const Palette& palette = {});

}  // namespace spate::preview
