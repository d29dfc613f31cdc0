// Names: variables, earlier fields, columns of rows, and what is asked of arrays.
#include <fmt/format.h>

#include "generator/compile/compiler.hpp"
#include "generator/compile/function.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_value.hpp"
#include "generator/table/builtin_tables.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {

const Binding* Compiler::find_binding(const Expression& expression) const {
  if (expression.kind == Expression::Kind::name) return scope_->find(expression.text);
  if (expression.kind != Expression::Kind::member) return nullptr;
  const auto* owner = find_binding(expression.arguments[0].value);
  // A field of an array's items is one of many: sum() and its like ask for it.
  const bool object = owner != nullptr && owner->kind == Binding::Kind::object;
  return object ? owner->members->own(expression.text) : nullptr;
}

const CompiledTable* Compiler::find_table(const Expression& name) const {
  if (name.kind != Expression::Kind::name || scope_->find(name.text) != nullptr) return nullptr;
  for (const auto& table : tables_)
    if (table->name == name.text) return table.get();
  return builtin_table(name.text);
}

const CompiledTable& Compiler::unnamed(CompiledTable table) {
  return *unnamed_.emplace_back(std::make_unique<const CompiledTable>(std::move(table)));
}

const CompiledTable& Compiler::records_of(const Stream& stream) {
  for (const auto& table : unnamed_)
    if (table->stream == &stream) return *table;
  CompiledTable records;
  records.name = stream.name;
  records.stream = &stream;
  return unnamed(std::move(records));
}

// What else is called so, and how that is written.
std::string Compiler::other_meaning(std::string_view name) const {
  for (const auto& function : all_functions())
    if (function.name == name) return fmt::format("the function is written {}", signature(function));
  for (const auto& stream : scenario_.streams)
    if (stream.name == name) return fmt::format("a field of the stream's records is written ref({}).FIELD", name);
  return {};
}

Operand Compiler::unknown_name(std::string_view name, std::size_t offset) const {
  if (scope_->comes_later(name)) {
    throw ExpressionError(offset, fmt::format("\"{}\" comes later; only what stands before has a value here", name));
  }
  if (const auto meant = other_meaning(name); !meant.empty()) {
    throw ExpressionError(offset, fmt::format("unknown name \"{}\"; {}", name, meant));
  }
  auto names = scope_->in_reach();
  for (const auto& table : tables_) names.push_back(table->name);
  for (const auto& table : builtin_tables()) names.push_back(table.name);
  const std::vector<std::string_view> views(names.begin(), names.end());
  throw ExpressionError(offset, fmt::format("unknown name \"{}\"{}", name, did_you_mean(name, views)));
}

Operand Compiler::name(const Expression& expression) {
  if (const auto* binding = scope_->find(expression.text)) return value_of(*binding, expression.offset);
  if (const auto* table = find_table(expression)) {
    throw ExpressionError(expression.offset,
                          fmt::format("{} is a table; pick({}) gives one of its rows", table->name, table->name));
  }
  return unknown_name(expression.text, expression.offset);
}

Operand Compiler::value_of(const Binding& binding, std::size_t offset) {
  if (binding.kind == Binding::Kind::object) {
    throw ExpressionError(offset, fmt::format("{} is an object; name one of its fields", binding.name));
  }
  if (binding.kind == Binding::Kind::array) {
    throw ExpressionError(offset, fmt::format("{0} is an array; use count({0}), or sum({0}.field)", binding.name));
  }
  if (binding.operand.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");
  // Text made for the record is made once more only where nobody asked in time.
  if (binding.operand.source == Operand::Source::made) requests_.kept.insert(binding.path);
  if (binding.may_be_left_out && kept_.count(binding.path) == 0) {
    requests_.kept.insert(binding.path);
    auto type = binding.operand.type;
    type.nullable = true;
    return Operand::stored(type, code_->reg());
  }
  return binding.operand;
}

Operand Compiler::member_of(const Expression& expression) {
  if (const auto* binding = find_binding(expression)) return value_of(*binding, expression.offset);
  std::string path;
  if (const auto* record = reference_in(expression, path)) return cell(compile(*record), path, expression.offset);
  const auto& owner = expression.arguments[0].value;
  if (const auto* binding = find_binding(owner); binding != nullptr && binding->kind != Binding::Kind::value) {
    if (binding->kind == Binding::Kind::array || binding->members == nullptr) (void)value_of(*binding, owner.offset);
    const auto names = binding->members->in_reach();
    const std::vector<std::string_view> views(names.begin(), names.end());
    throw ExpressionError(expression.offset, fmt::format("{} has no earlier field \"{}\"{}", binding->name,
                                                         expression.text, did_you_mean(expression.text, views)));
  }
  return cell(compile(owner), expression.text, expression.offset);
}

Operand Compiler::cell(const Operand& row, std::string_view column, std::size_t offset) {
  if (row.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");
  if (!row.type.is(Type::Kind::row)) {
    throw ExpressionError(offset, fmt::format("{} has no \".{}\"", describe(row.type), column));
  }
  const auto& table = *row.type.table;
  const auto present_cell = [&] {
    if (table.stream != nullptr) return referenced_field(*table.stream, row.at, std::string{column}, offset);
    if (table.columns.empty()) throw ExpressionError(offset, "");  // the table was in error
    const auto at = table.position(column, offset);
    return table.sized ? computed_cell(table, at, row.at) : Operand::cell(table, at, row.at);
  };
  if (!row.type.nullable) return present_cell();
  auto found = Operand::stored(Type::null(), code_->reg());
  const auto assign_cell = [&] {
    const auto cell = present_cell();
    found.type = cell.type;
    found.table = cell.table;
    assign(*code_, found.at, cell, cell.type);
  };
  either_null(
      *code_, row.at, [&] { code_->add(run_set_null).to = found.at; }, assign_cell);
  found.type.nullable = true;
  return found;
}

// A cell of a sized table: its column's expression, with the row's randomness and the row's other columns as names.
Operand Compiler::computed_cell(const CompiledTable& table, std::size_t column, Register row) {
  if (++column_depth_ > kMostNesting) throw ExpressionError(0, "tables refer to one another too deeply");
  Scope columns;
  columns.node = table.expressions;
  const auto most = static_cast<Wide>(table.rows) - 1;
  auto outside_row = std::exchange(row_, Operand::stored(Type::exact(0, most), row));
  auto outside_items = std::exchange(items_, {});
  auto* const outside_scope = std::exchange(scope_, &columns);
  const auto keep = code_->reg();
  auto& begin = code_->add(run_row_begin);
  begin.a = row;
  begin.to = keep;
  begin.z = random::mix(scenario_.seed, random::hash_name(table.name));
  auto result = column_value(table, column);
  code_->add(run_row_end).to = keep;
  scope_ = outside_scope;
  items_ = std::move(outside_items);
  row_ = std::move(outside_row);
  --column_depth_;
  return result;
}

namespace {

void collect_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name) names.push_back(expression.text);
  for (const auto& argument : expression.arguments) collect_names(argument.value, names);
}

// The names a scalar uses; none where it cannot be read, which is reported when it is compiled.
std::vector<std::string> names_in(const Node& node) {
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

Operand Compiler::column_value(const CompiledTable& table, std::size_t column) {
  const auto& node = *table.columns[column].expression;
  for (const auto& name : names_in(node)) {
    for (std::size_t earlier = 0; earlier < column; ++earlier) {
      if (table.columns[earlier].name != name || scope_->own(name) != nullptr) continue;
      auto value = column_value(table, earlier);
      scope_->names.push_back({name, name, Binding::Kind::value, std::move(value), nullptr, false, {}});
    }
  }
  const auto root = std::exchange(root_path_, table.path + ".columns");
  auto value = scalar(node, table.columns[column].name);
  root_path_ = root;
  // The row's randomness ends with the row, so text is made now.
  if (value.source == Operand::Source::made) value = Operand::stored(value.type, store(*code_, value));
  return value;
}

}  // namespace spate
