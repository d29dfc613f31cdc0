#include "generator/compile/cell_compiler.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "generator/compile/reference_compiler.hpp"
#include "generator/compile/registers.hpp"
#include "generator/compile/scalar_compiler.hpp"
#include "generator/compile/write.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_value.hpp"

namespace spate::generator {
namespace {

void collect_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name) names.push_back(expression.text);
  for (const auto& argument : expression.arguments) collect_names(argument.value, names);
}

// The names in a scalar; none if it is invalid, which is reported when it is compiled.
std::vector<std::string> names_in(const scenario::Node& node) {
  std::vector<std::string> names;
  try {
    for (const auto& part : read_scalar(node).parts)
      for (const auto& expression : part.expression) collect_names(expression, names);
  } catch (const ExpressionError&) {
    return {};
  }
  return names;
}

}  // namespace

void CellCompiler::check(const std::vector<std::shared_ptr<const CompiledTable>>& tables) {
  for (const auto& shared : tables) {
    const auto& table = *shared;
    if (!table.sized) continue;
    Emitter unused;
    auto* const code = std::exchange(context_.compilation.code, &unused);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      (void)computed_cell(table, column, unused.reg());
    }
    context_.compilation.code = code;
  }
}

Operand CellCompiler::cell(const Operand& row, std::string_view column, std::size_t offset) {
  auto& code = context_.code();
  if (row.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");
  if (!row.type.is(Type::Kind::row)) {
    throw ExpressionError(offset, fmt::format("{} has no field \"{}\"", describe(row.type), column));
  }
  if (!row.type.nullable) return cell_of_non_null_row(row, column, offset);
  auto result = Operand::stored(Type::null(), code.reg());
  const auto assign_cell = [&] {
    const auto cell = cell_of_non_null_row(row, column, offset);
    result.type = cell.type;
    result.table = cell.table;
    assign(code, result.at, cell, cell.type);
  };
  branch_on_null(
      code, row.at, [&] { code.add(run_set_null).to = result.at; }, assign_cell);
  result.type.nullable = true;
  return result;
}

Operand CellCompiler::cell_of_non_null_row(const Operand& row, std::string_view column, std::size_t offset) {
  const auto& table = *row.type.table;
  if (table.stream != nullptr) return references_.field(*table.stream, row.at, std::string{column}, offset);
  if (table.columns.empty()) throw ExpressionError(offset, "");  // reported when the table was read
  const auto at = table.position(column, offset);
  return table.sized ? computed_cell(table, at, row.at) : Operand::cell(table, at, row.at);
}

// A cell of a sized table: its column's expression, with the row's randomness and the row's other columns as names.
Operand CellCompiler::computed_cell(const CompiledTable& table, std::size_t column, Register row) {
  auto& code = context_.code();
  if (++depth_ > kMaxNesting)
    throw ExpressionError(0,
                          fmt::format("tables refer to one another more than {} levels deep: use fewer", kMaxNesting));
  Scope columns;
  columns.node = table.expressions;
  const auto max = static_cast<Int128>(table.rows) - 1;
  auto saved_row = std::exchange(context_.row, Operand::stored(Type::exact(0, max), row));
  auto saved_items = std::exchange(context_.items, {});
  auto* const saved_scope = std::exchange(context_.scope, &columns);
  const auto keep = code.reg();
  auto& begin = code.add(run_row_begin);
  begin.a = row;
  begin.to = keep;
  begin.z = random::mix(context_.compilation.scenario.seed, random::hash_name(table.name));
  auto result = column_value(table, column);
  code.add(run_row_end).to = keep;
  context_.scope = saved_scope;
  context_.items = std::move(saved_items);
  context_.row = std::move(saved_row);
  --depth_;
  return result;
}

Operand CellCompiler::column_value(const CompiledTable& table, std::size_t column) {
  const auto& node = *table.columns[column].expression;
  for (const auto& name : names_in(node)) {
    for (std::size_t earlier = 0; earlier < column; ++earlier) {
      if (table.columns[earlier].name != name || context_.scope->own(name) != nullptr) continue;
      auto value = column_value(table, earlier);
      context_.scope->names.push_back({name, name, Binding::Kind::value, std::move(value), nullptr, false, false, {}});
    }
  }
  const auto root = std::exchange(context_.root_path, table.path + ".columns");
  auto value = scalars_.scalar(node, table.columns[column].name);
  context_.root_path = root;
  // The random state of the row ends here, so the text is made now.
  if (value.source == Operand::Source::made) value = Operand::stored(value.type, store(context_.code(), value));
  return value;
}

}  // namespace spate::generator
