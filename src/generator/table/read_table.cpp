#include "generator/table/read_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/expression/scalar.hpp"
#include "generator/table/table_file.hpp"
#include "generator/value/common_type.hpp"
#include "generator/value/number.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

// Reads one table.
struct Reader {
  const scenario::Table& source;
  scenario::Diagnostics& diagnostics;
  CompiledTable table;

  void report(const scenario::Node& node, const std::string& path, const std::string& text) {
    diagnostics.report(node.place, source.path + path, text);
  }
  void read();
  void read_rows(const scenario::Node& columns, const scenario::Node& rows);
  void read_row(const scenario::Node& row, const std::string& path);
  void unify_column(CompiledTable::Column& column);
  void read_sized(const scenario::Node& size, const scenario::Node& columns);
};

void Reader::read() {
  const auto& node = source.node;
  if (node.kind != scenario::Node::Kind::map)
    return report(node, "", "expected a map: use columns with rows, or columns with size");
  if (!source.file.empty()) {
    read_table_file(source, table, diagnostics);
    for (auto& column : table.columns) unify_column(column);
    return;
  }
  static constexpr std::array<std::string_view, 3> kKeys{"columns", "rows", "size"};
  for (const auto& member : node.members) {
    if (std::find(kKeys.begin(), kKeys.end(), member.name) != kKeys.end()) continue;
    diagnostics.report(member.place, source.path + "." + member.name,
                       "unknown key" + scenario::did_you_mean(member.name, kKeys));
  }
  const auto* columns = node.find("columns");
  const auto* rows = node.find("rows");
  const auto* size = node.find("size");
  if (columns == nullptr) return report(node, "", "missing columns: add them, as in columns: [id, name]");
  if ((rows == nullptr) == (size == nullptr))
    return report(node, "", "a table needs rows or size, and not both: use one of them");
  rows != nullptr ? read_rows(*columns, *rows) : read_sized(*size, *columns);
}

void Reader::read_rows(const scenario::Node& columns, const scenario::Node& rows) {
  if (columns.kind != scenario::Node::Kind::list || columns.items.empty()) {
    return report(columns, ".columns", "expected a list of column names: use one such as [id, name]");
  }
  for (const auto& column : columns.items) {
    if (column.kind != scenario::Node::Kind::scalar)
      return report(column, ".columns", "a column name cannot be a map or a list: use text");
    if (table.find(column.text) != nullptr) return report(column, ".columns", "duplicate column: use another name");
    table.columns.push_back({column.text, {}, {}, nullptr});
  }
  if (rows.kind != scenario::Node::Kind::list || rows.items.empty())
    return report(rows, ".rows", "missing rows: add at least one");
  for (std::size_t n = 0; n < rows.items.size(); ++n) read_row(rows.items[n], fmt::format(".rows[{}]", n));
  for (auto& column : table.columns) unify_column(column);
  table.rows = rows.items.size();
}

void Reader::read_row(const scenario::Node& row, const std::string& path) {
  if (row.kind != scenario::Node::Kind::list || row.items.size() != table.columns.size()) {
    return report(row, path, fmt::format("expected a list: use {} cells, one per column", table.columns.size()));
  }
  for (std::size_t n = 0; n < row.items.size(); ++n) {
    const auto& cell = row.items[n];
    try {
      table.columns[n].cells.push_back(cell_constant(cell));
    } catch (const ExpressionError& error) {
      report(cell, fmt::format("{}.{}", path, table.columns[n].name), error.what());
    }
  }
}

// Finds the common type of a column, with one scale for its decimals.
void Reader::unify_column(CompiledTable::Column& column) {
  if (!diagnostics.empty()) return;
  try {
    column.type = common_type(column.cells, 0);
    for (auto& cell : column.cells)
      if (!cell.is_null()) cell = constant_as(cell, column.type);
  } catch (const ExpressionError& error) {
    report(source.node, "." + column.name, fmt::format("the cells have no common type: {}", error.what()));
  }
}

void Reader::read_sized(const scenario::Node& size, const scenario::Node& columns) {
  const auto rows = size.kind == scenario::Node::Kind::scalar ? parse_exact(size.text) : std::nullopt;
  if (!rows || rows->scale != 0 || rows->number < 1 || rows->number > static_cast<std::int64_t>(kMaxSizedRows)) {
    return report(size, ".size", fmt::format("invalid size: use an integer from 1 to {}", kMaxSizedRows));
  }
  if (columns.kind != scenario::Node::Kind::map || columns.members.empty()) {
    return report(columns, ".columns", "expected a map of columns for a table with size, such as {id: =row()}");
  }
  for (const auto& member : columns.members) {
    if (member.value.kind != scenario::Node::Kind::scalar)
      return report(member.value, ".columns." + member.name, "a column cannot be a map or a list: use one expression");
    table.columns.push_back({member.name, {}, {}, &member.value});
  }
  table.sized = true;
  table.expressions = &columns;
  table.rows = static_cast<std::uint64_t>(rows->number);
}

}  // namespace

CompiledTable read_table(const scenario::Table& source, scenario::Diagnostics& diagnostics) {
  scenario::Diagnostics problems;
  Reader reader{source, problems, {}};
  reader.table.name = source.name;
  reader.table.path = source.path;
  reader.read();
  for (const auto& problem : problems.sorted()) diagnostics.report(problem.place, problem.path, problem.text);
  if (!problems.empty()) reader.table.columns.clear();
  return std::move(reader.table);
}

}  // namespace spate::generator
