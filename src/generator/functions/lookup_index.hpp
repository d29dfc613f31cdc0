// Finds a row by the value of a column with a binary search in the sorted column.
#pragma once

#include <vector>

#include "generator/machine/machine.hpp"
#include "generator/machine/program.hpp"
#include "generator/value/table.hpp"

namespace spate::generator::functions {

struct LookupEntry {
  Value value;
  std::int64_t row;
};

// Sorted by value. Holds the first row of each value, and no nulls.
[[nodiscard]] std::vector<LookupEntry> lookup_index(const CompiledTable::Column& column, ConstantPool& pool);

// to = the row with the value of register a, or null; data: x entries.
OpResult run_lookup_number(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_lookup_text(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator::functions
