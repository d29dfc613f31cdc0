// A table of the scenario: rows written out, or a size and an expression per column, computed when asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/value/operand.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

struct CompiledTable {
  struct Column {
    std::string name;
    Type type;                                   // rows written out: of all its cells
    std::vector<Operand> cells;                  // rows written out: constants of that type, or null
    const scenario::Node* expression = nullptr;  // sized: its scalar
  };

  std::string name;
  std::string path;  // for messages
  std::uint64_t rows = 0;
  bool sized = false;
  bool states = false;  // its only column names the states of a lifecycle
  std::vector<Column> columns;
  const scenario::Node* expressions = nullptr;  // sized: the map of them
  const scenario::Stream* stream = nullptr;     // its rows are the records of this stream, its columns their fields

  [[nodiscard]] const Column* find(std::string_view column) const noexcept;
  // Throws ExpressionError at this offset where there is no such column.
  [[nodiscard]] std::size_t position(std::string_view column, std::size_t offset) const;
};

// What to say where a row stands for a value.
[[nodiscard]] std::string row_used_as_value(const CompiledTable& table);

}  // namespace spate::generator
