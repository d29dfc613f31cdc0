// Reads the tables of a scenario: rows in the scenario or in a file, or a size with one expression per column.
#pragma once

#include <cstdint>

#include "generator/value/table.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

inline constexpr std::uint64_t kMaxSizedRows = 1'000'000'000'000;

// `source` must outlive the table. Reports every problem; the table then has no rows.
[[nodiscard]] CompiledTable read_table(const scenario::Table& source, scenario::Diagnostics& diagnostics);

}  // namespace spate::generator
