// pick, row_of, row, lookup: rows of tables.
#include <fmt/format.h>

#include <algorithm>

#include "generator/compile/choice.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/functions/draws.hpp"
#include "generator/functions/functions.hpp"
#include "generator/functions/lookup_index.hpp"

namespace spate::generator::functions {
namespace {

Operand row_operand(const CompiledTable& table, Register at, bool nullable = false) {
  auto type = Type::row_of(table);
  type.nullable = nullable;
  return Operand::stored(type, at);
}

const CompiledTable& require_rows(Call& call, const CompiledTable& table, std::size_t parameter,
                                  std::string_view feature) {
  if (table.sized) {
    call.fail(call.offset(parameter),
              fmt::format("{} needs a table with rows, and {} has size: use another table", feature, table.name));
  }
  return table;
}

std::vector<Decimal> column_weights(Call& call, const CompiledTable& table) {
  require_rows(call, table, 1, "weight");
  const auto& column = table.columns[call.column(1, table)];
  std::vector<Decimal> weights;
  for (const auto& cell : column.cells) {
    if (!cell.type.is(Type::Kind::exact) || cell.number < 0) {
      call.fail(call.offset(1), fmt::format("invalid weight in column {}: use numbers from 0", column.name));
    }
    weights.push_back({cell.number, cell.type.scale});
  }
  return weights;
}

std::vector<Decimal> list_weights(Call& call, std::size_t count) {
  const auto& list = call.expression(1);
  if (list.kind != Expression::Kind::list || list.arguments.size() != count)
    call.fail(list.offset, fmt::format("expected a list of weights: use {} numbers", count));
  std::vector<Decimal> weights;
  for (const auto& argument : list.arguments) {
    const auto weight = call.compile(argument.value);
    if (!weight.is_constant() || !weight.type.is(Type::Kind::exact) || weight.number < 0)
      call.fail(argument.value.offset, "expected a constant weight: use a number from 0");
    weights.push_back({weight.number, weight.type.scale});
  }
  return weights;
}

Operand pick_from_list(Call& call) {
  const auto& list = call.expression(0);
  if (list.arguments.empty()) call.fail(list.offset, "the list is empty: add a value");
  std::vector<const Expression*> values;
  for (const auto& argument : list.arguments) values.push_back(&argument.value);
  if (call.has(1)) return choose(call, draw_weighted(call, list_weights(call, values.size())), values);
  return choose(call, random_index(call, values.size()), values);
}

Operand pick_compile(Call& call) {
  if (call.expression(0).kind == Expression::Kind::list) return pick_from_list(call);
  const auto& table = call.table(0);
  if (table.columns.empty()) call.fail(call.offset(), "");  // the table's problem is reported already
  if (call.has(1)) return row_operand(table, draw_weighted(call, column_weights(call, table)));
  return row_operand(table, random_index(call, table.rows));
}

Operand row_of_compile(Call& call) {
  const auto& table = call.table(0);
  if (table.columns.empty()) call.fail(call.offset(), "");
  const auto row = call.integer(1);
  if (row.type.min < 0 || row.type.max >= static_cast<Int128>(table.rows)) {
    call.fail(call.offset(1), fmt::format("the row may be out of range: use 0 to {}", table.rows - 1));
  }
  return row_operand(table, store(call.code(), row));
}

Operand lookup_compile(Call& call) {
  const auto& table = call.table(0);
  if (table.columns.empty()) call.fail(call.offset(), "");
  const auto& column = require_rows(call, table, 0, "lookup").columns[call.column(1, table)];
  auto value = call.operand(2);
  if (value.type.nullable) call.fail(call.offset(2), "the value may be null: use if(x == null, …, x)");
  const bool exact = value.type.is(Type::Kind::exact) && column.type.is(Type::Kind::exact);
  const bool text = value.type.is(Type::Kind::text) && column.type.is(Type::Kind::text);
  if (!exact && !text) {
    call.fail(call.offset(2), fmt::format("expected {} as in column {}, got {}", describe(column.type), column.name,
                                          describe(value.type)));
  }
  if (exact && value.type.scale > column.type.scale) {
    call.fail(call.offset(2), fmt::format("more decimal places than column {}: use fewer", column.name));
  }
  value = convert(call.code(), value, exact ? column.type : value.type);
  const auto from = store(call.code(), value);
  Register to = 0;
  auto& pool = call.code().pool();
  auto& op = call.add(exact ? run_lookup_number : run_lookup_text, to);
  op.a = from;
  const auto index = lookup_index(column, pool);
  op.x = static_cast<std::int64_t>(index.size());
  op.data = pool.array(index);
  return row_operand(table, to, true);
}

}  // namespace

Function pick() {
  return {.name = "pick",
          .group = "choices",
          .parameters = {{"table", {}, "name of a table, or a list such as [1, 2, 5]"},
                         {"weight", Parameter::Need::optional,
                          "name of the column with the weights; for a list, a list of numbers"}},
          .help =
              "A random row of a table or value of a list, with equal or given weights. A dot selects a column: "
              "product.price.",
          .example = "=pick(products).name",
          .compile = pick_compile};
}

Function row_of() {
  return {.name = "row_of",
          .group = "choices",
          .parameters = {{"table", {}, "name of a table"}, {"k", {}, "number of the row, from 0"}},
          .help = "Row number k of a table.",
          .example = "=row_of(products, 1).name",
          .compile = row_of_compile};
}

Function row() {
  return {.name = "row",
          .group = "choices",
          .parameters = {},
          .help =
              "In a column of a table with size: the number of the row, from 0. The example uses the column "
              "dev-${row():05}.",
          .example = "=row_of(devices, 7).id",
          .compile = [](Call& call) {
            const auto& row = call.record.context.row;
            if (!row) call.fail(call.offset(), "row() is only available in the columns of a table with size");
            return *row;
          }};
}

Function lookup() {
  return {.name = "lookup",
          .group = "choices",
          .parameters = {{"table", {}, "name of a table with rows or a file"},
                         {"column", {}, "name of a column"},
                         {"value", {}, "value to find"}},
          .help = "The first row with this value in the column. Without such a row, it and its columns are null.",
          .example = "=lookup(products, name, \"Mouse\").price",
          .compile = lookup_compile};
}

}  // namespace spate::generator::functions
