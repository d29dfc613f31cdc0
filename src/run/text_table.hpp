// A table of text with aligned columns: the first column to the left, figures to the right.
#pragma once

#include <string>
#include <vector>

namespace spate {

using TableRow = std::vector<std::string>;

// Rows of the same length, the first being the heading. Each line ends with a newline.
[[nodiscard]] std::string text_table(const std::vector<TableRow>& rows);

}  // namespace spate
