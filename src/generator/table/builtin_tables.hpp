// The tables every record may draw from: names, places, words and the like, from config/tables/*.yaml, read when first
// asked for. A table of the scenario with the same name comes first. Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "generator/value/table.hpp"

namespace spate::generator {

struct TableText {
  std::string_view name;
  std::string_view yaml;
};
[[nodiscard]] const std::vector<TableText>& table_texts();

// All of them. Of a table with a column `locale` there are also NAME_en and NAME_fr with the rows of one.
[[nodiscard]] const std::vector<CompiledTable>& builtin_tables();

// Null where there is none of this name.
[[nodiscard]] const CompiledTable* builtin_table(std::string_view name);

}  // namespace spate::generator
