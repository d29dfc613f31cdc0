// entity, state, step, previous: values of the entity that a record belongs to.
#include <limits>

#include "generator/functions/functions.hpp"
#include "generator/value/common_type.hpp"

namespace spate::generator::functions {
namespace {

constexpr Int128 kMaxInteger = std::numeric_limits<std::int64_t>::max();

Operand entity_register(Call& call, Register nth) {
  const auto first = call.record.entity.step(call.offset());
  return Operand::stored(Type::exact(0, kMaxInteger), static_cast<Register>(first + nth));
}

// The names of the states as a table with one column.
Operand state_compile(Call& call) {
  const auto first = call.record.entity.step(call.offset());
  CompiledTable states;
  states.name = "state";
  states.states = true;
  CompiledTable::Column column;
  column.name = "state";
  for (const auto& state : call.record.context.stream.generator.lifecycle->states)
    column.cells.push_back(Operand::of_text(state.name));
  column.type = common_type(column.cells, call.offset());
  states.rows = column.cells.size();
  states.columns.push_back(std::move(column));
  return Operand::cell(call.record.tables.keep(std::move(states)), 0, static_cast<Register>(first + 2));
}

// The path of a field: status, after.status, or a text in quotes.
std::string path_of(Call& call, const Expression& field) {
  using Kind = Expression::Kind;
  if (field.kind == Kind::name || field.kind == Kind::text) return field.text;
  if (field.kind == Kind::member) return path_of(call, field.arguments[0].value) + "." + field.text;
  call.fail(field.offset, "expected the name of a field of this record: use one such as status or after.status");
}

Operand previous_compile(Call& call) {
  auto& record = call.record;
  const auto before = static_cast<Register>(record.entity.step(call.offset()) + 3);
  auto type = Type::row_of(record.tables.records_of(record.context.stream));
  type.nullable = true;
  return record.cells.cell(Operand::stored(type, before), path_of(call, call.expression(0)), call.offset(0));
}

}  // namespace

Function entity() {
  return {.name = "entity",
          .group = "relations",
          .parameters = {},
          .help = "In a lifecycle: the unique number of the entity.",
          .example = "=entity()",
          .compile = [](Call& call) { return entity_register(call, 0); }};
}

Function state() {
  return {.name = "state",
          .group = "relations",
          .parameters = {},
          .help = "In a lifecycle: the name of the entity's state.",
          .example = "=state()",
          .compile = state_compile};
}

Function step() {
  return {.name = "step",
          .group = "relations",
          .parameters = {},
          .help = "In a lifecycle: the number of earlier records of the entity.",
          .example = "=step()",
          .compile = [](Call& call) { return entity_register(call, 1); }};
}

Function previous() {
  return {
      .name = "previous",
      .group = "relations",
      .parameters = {{"field", {}, "field of this record, such as status or after.status; it can be defined later"}},
      .help = "In a lifecycle: the field in the entity's record before this one; null in its first record.",
      .example = "=previous(status)",
      .compile = previous_compile};
}

}  // namespace spate::generator::functions
