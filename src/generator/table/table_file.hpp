// A table's rows from a file: CSV with a header, or NDJSON.
#pragma once

#include <cstddef>

#include "generator/value/table.hpp"

namespace spate::generator {

inline constexpr std::size_t kMaxTableFile = std::size_t{8} << 20U;
inline constexpr std::size_t kMaxTableRows = 100'000;
inline constexpr std::size_t kMaxTableCells = 500'000;

// Fills the columns of `table` with the cells of the file of `source`. Does not convert a column to one type.
// Reports a problem at its line of the file. CSV: a column has numbers or booleans if all its cells do, else text; an
// empty cell without quotes is null. NDJSON: values keep their types; a missing field is null. Limits: as above.
void read_table_file(const scenario::Table& source, CompiledTable& table, scenario::Diagnostics& diagnostics);

}  // namespace spate::generator
