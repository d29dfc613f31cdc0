// Text of several lines for people, made fit for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// printable_line() for each line; line feeds stay.
[[nodiscard]] std::string printable_text(std::string_view text);

}  // namespace spate
