// A table of text with aligned columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::report {

using TableRow = std::vector<std::string>;

// Rows of the same length, the first being the heading. Each line ends with a newline. `alignment` has a letter per
// column, l (left) or r (right), the last one for all further columns: as it stands, names left and figures right.
[[nodiscard]] std::string text_table(std::vector<TableRow> rows, std::string_view alignment = "lr");

}  // namespace spate::report
