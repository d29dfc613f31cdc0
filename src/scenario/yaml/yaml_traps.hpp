// Detects text that YAML accepts but users do not mean: values cut by a comment, unclosed quotes.
#pragma once

#include <string_view>

namespace spate::scenario {

// True if a comment cuts a template or expression: it contains "${", or follows an open bracket or quote, as in `Order
// #${n}` or `=pick(a, "#b")`. `raw` starts at a plain scalar with the value `value`.
[[nodiscard]] bool comment_cuts_plain_scalar(std::string_view raw, std::string_view value) noexcept;

// True if a comma inside {…} or […] cuts an expression: {a: =int(1, 6)}.
[[nodiscard]] bool comma_cuts_expression(std::string_view raw, std::string_view value) noexcept;

// True if the quote at the start of `raw` is closed.
[[nodiscard]] bool quote_closes(std::string_view raw) noexcept;

}  // namespace spate::scenario
