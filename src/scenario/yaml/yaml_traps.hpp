// What YAML accepts in silence and no user means: text cut off by a comment, a quote that never closes.
#pragma once

#include <string_view>

namespace spate::scenario {

// `raw` starts at a plain scalar whose value is `value`. Does a comment on the scalar's last line cut off a template or
// an expression: does it hold "${", or does it follow an open bracket or quote? `Order #${n}`, `=pick(a, "#b")`.
[[nodiscard]] bool comment_cuts_plain_scalar(std::string_view raw, std::string_view value) noexcept;

// The same where it stands inside {…} or […] and a comma cuts it off: {a: =int(1, 6)}.
[[nodiscard]] bool comma_cuts_expression(std::string_view raw, std::string_view value) noexcept;

// `raw` starts at a quote. Does its partner follow?
[[nodiscard]] bool quote_closes(std::string_view raw) noexcept;

}  // namespace spate::scenario
