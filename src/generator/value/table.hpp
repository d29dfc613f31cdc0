// A table of the scenario: constant rows, or a size with one expression per column that is computed on demand.
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
    Type type;                                   // constant rows: common type of the cells
    std::vector<Operand> cells;                  // constant rows: constants of that type, or null
    const scenario::Node* expression = nullptr;  // sized: its scalar
  };

  std::string name;
  std::string path;  // for messages
  std::uint64_t rows = 0;
  bool sized = false;
  bool states = false;  // its only column holds the states of a lifecycle
  std::vector<Column> columns;
  const scenario::Node* expressions = nullptr;  // sized: the map of them
  const scenario::Stream* stream = nullptr;     // rows and columns are records and fields of this stream

  [[nodiscard]] const Column* find(std::string_view column) const noexcept;
  // Throws ExpressionError at this offset if the column is unknown.
  [[nodiscard]] std::size_t position(std::string_view column, std::size_t offset) const;
};

// The message for a row that is used as a value.
[[nodiscard]] std::string row_used_as_value(const CompiledTable& table);

}  // namespace spate::generator
