#include "generator/table/builtin_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "generator/table/read_table.hpp"
#include "generator/value/common_type.hpp"
#include "scenario/yaml/diagnostics.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace spate::generator {
namespace {

CompiledTable read(const TableText& text) {
  scenario::Diagnostics diagnostics;
  scenario::Table source;
  source.name = source.path = text.name;
  if (auto node = scenario::read_yaml(scenario::SourceText{fmt::format("table {}", text.name), std::string{text.yaml}},
                                      diagnostics))
    source.node = std::move(*node);
  auto table = read_table(source, diagnostics);
  if (!diagnostics.empty())
    throw std::logic_error{diagnostics.text()};  // cannot happen: a test reads every built-in table
  return table;
}

// The rows with this text in the column.
CompiledTable rows_of(const CompiledTable& table, std::size_t column, const std::string& text) {
  auto part = table;
  part.name = fmt::format("{}_{}", table.name, text);
  for (std::size_t n = 0; n < table.columns.size(); ++n) {
    auto& cells = part.columns[n].cells;
    cells.clear();
    for (std::size_t row = 0; row < table.rows; ++row)
      if (table.columns[column].cells[row].text == text) cells.push_back(table.columns[n].cells[row]);
    part.columns[n].type = common_type(cells, 0);
  }
  part.rows = part.columns[column].cells.size();
  return part;
}

std::vector<CompiledTable> read_all() {
  std::vector<CompiledTable> tables;
  for (const auto& text : table_texts()) {
    const auto whole = read(text);
    tables.push_back(whole);
    if (whole.find("locale") == nullptr) continue;
    const auto column = whole.position("locale", 0);
    std::set<std::string> locales;
    for (const auto& cell : whole.columns[column].cells) locales.insert(cell.text);
    for (const auto& locale : locales) tables.push_back(rows_of(whole, column, locale));
  }
  return tables;
}

}  // namespace

const std::vector<CompiledTable>& builtin_tables() {
  static const auto all = read_all();
  return all;
}

const CompiledTable* builtin_table(std::string_view name) {
  const auto& all = builtin_tables();
  const auto match =
      std::find_if(all.begin(), all.end(), [&](const CompiledTable& table) { return table.name == name; });
  return match == all.end() ? nullptr : &*match;
}

}  // namespace spate::generator
