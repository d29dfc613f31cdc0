// The built-in tables: names, places, words and others from config/tables/*.yaml, parsed at first use. A table of the
// scenario with the same name has precedence. Thread-safe.
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

// All tables. For a table with the column `locale`, also NAME_en and NAME_fr with the rows of that locale.
[[nodiscard]] const std::vector<CompiledTable>& builtin_tables();

// Null if there is no table of this name.
[[nodiscard]] const CompiledTable* builtin_table(std::string_view name);

}  // namespace spate::generator
