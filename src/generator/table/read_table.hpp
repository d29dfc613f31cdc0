// Reads the tables of a scenario: rows written out, rows of a file, or a size and an expression per column.
#pragma once

#include <cstdint>

#include "generator/value/table.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

inline constexpr std::uint64_t kMaxSizedRows = 1'000'000'000'000;

// Reads a table as written; `source` must outlive it. Reports what is wrong; the table then has no rows.
[[nodiscard]] CompiledTable read_table(const scenario::Table& source, scenario::Diagnostics& diagnostics);

}  // namespace spate::generator
