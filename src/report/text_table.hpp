// Text tables with aligned columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spate::report {

using TableRow = std::vector<std::string>;

// Rows of equal length, the first is the header. Each line ends with a newline. `alignment` has one letter per column,
// l (left) or r (right); the last applies to all further columns.
[[nodiscard]] std::string text_table(std::vector<TableRow> rows, std::string_view alignment = "lr");

}  // namespace spate::report
