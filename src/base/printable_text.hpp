// Makes text of more than one line safe for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// Applies printable_line() to each line and keeps the line feeds.
[[nodiscard]] std::string printable_text(std::string_view text);

}  // namespace spate
