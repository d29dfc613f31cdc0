// Finding a row by a value of one of its columns: the column sorted, searched by halving.
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

// Sorted by value, the first row of each only; no nulls.
[[nodiscard]] std::vector<LookupEntry> lookup_index(const CompiledTable::Column& column, ConstantPool& pool);

// to = the row that holds register a, else null; data: x entries.
OpResult run_lookup_number(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_lookup_text(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator::functions
