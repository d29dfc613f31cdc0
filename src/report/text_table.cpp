#include "report/text_table.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "report/figures.hpp"

namespace spate::report {
namespace {

std::vector<std::size_t> column_widths(const std::vector<TableRow>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const TableRow& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  }
  return widths;
}

}  // namespace

std::string text_table(std::vector<TableRow> rows, std::string_view alignment) {
  if (rows.empty()) return {};
  for (TableRow& row : rows)
    for (std::string& cell : row) cell = printable_line(cell);
  const auto widths = column_widths(rows);
  std::string text;
  for (const TableRow& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string padding(widths[column] - display_width(row[column]), ' ');
      if (column > 0) text += "  ";
      const bool is_left = alignment[std::min(column, alignment.size() - 1)] == 'l';
      text += is_left ? row[column] + padding : padding + row[column];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace spate::report
