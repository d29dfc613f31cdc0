// Compiles cells: a column of a row. Rows are rows of tables, or records of a stream.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "generator/compile/compile_context.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {

class ReferenceCompiler;
class ScalarCompiler;

class CellCompiler {
 public:
  CellCompiler(CompileContext& context, ReferenceCompiler& references, ScalarCompiler& scalars)
      : context_(context), references_(references), scalars_(scalars) {}

  // Throws ExpressionError if `row` is not a row, or has no such column.
  [[nodiscard]] Operand cell(const Operand& row, std::string_view column, std::size_t offset);
  // Compiles every column of these tables to report errors. Discards the operations.
  void check(const std::vector<std::shared_ptr<const CompiledTable>>& tables);

 private:
  [[nodiscard]] Operand cell_of_non_null_row(const Operand& row, std::string_view column, std::size_t offset);
  [[nodiscard]] Operand computed_cell(const CompiledTable& table, std::size_t column, Register row);
  [[nodiscard]] Operand column_value(const CompiledTable& table, std::size_t column);

  CompileContext& context_;
  ReferenceCompiler& references_;
  ScalarCompiler& scalars_;
  int depth_ = 0;  // of nested sized tables
};

}  // namespace spate::generator
