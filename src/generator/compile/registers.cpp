#include "generator/compile/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "generator/expression/scalar.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_number.hpp"
#include "generator/machine/ops_value.hpp"
#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {
namespace {

Value value_of_constant(const Operand& constant, Emitter& code) {
  Value value;
  if (constant.is_null()) {
    value.null = 1;
  } else if (constant.type.is(Type::Kind::text)) {
    value.text = code.pool().text(constant.text);
    value.size = static_cast<std::uint32_t>(constant.text.size());
  } else if (constant.type.is(Type::Kind::real)) {
    value.real = constant.real;
  } else {
    value.number = constant.number;
  }
  return value;
}

std::vector<Value> cell_values(const CompiledTable::Column& column, Emitter& code) {
  std::vector<Value> values;
  for (const auto& cell : column.cells) values.push_back(value_of_constant(cell, code));
  return values;
}

}  // namespace

Register store(Emitter& code, const Operand& operand) {
  switch (operand.source) {
    case Operand::Source::constant:
      return code.constant(value_of_constant(operand, code));
    case Operand::Source::stored:
      return operand.at;
    case Operand::Source::cell: {
      const auto to = code.reg();
      auto& op = code.add(run_load_cell);
      op.a = operand.at;
      op.to = to;
      op.data = code.pool().array(cell_values(operand.table->columns[operand.column], code));
      return to;
    }
    case Operand::Source::made:
      break;
  }
  const auto position = code.reg();
  const auto to = code.reg();
  const auto max = code.max_bytes();
  code.add(run_text_begin).a = position;
  (*operand.make)(code, Escape::none);
  auto& op = code.write(run_text_end, 0);
  op.a = position;
  op.to = to;
  code.program().scratch_bytes += code.max_bytes() - max;
  code.set_max_bytes(max);
  return to;
}

Operand exact_result(Emitter& code, OpFunction run, const Type& type) {
  const auto to = code.reg();
  code.add(run).to = to;
  return Operand::stored(type, to);
}

Operand convert(Emitter& code, const Operand& operand, const Type& type) {
  if (operand.is_null() || operand.type.kind == type.kind) {
    if (operand.is_null() || operand.type.scale == type.scale) return operand;
  }
  if (operand.is_constant()) return constant_as(operand, type);
  const auto from = store(code, operand);
  auto result = operand.type;
  const auto factor = power_of_ten(type.is(Type::Kind::real) ? operand.type.scale : type.scale - operand.type.scale);
  OpFunction rescale = run_to_real;
  if (type.is(Type::Kind::real)) {
    result = Type::real();
    result.nullable = operand.type.nullable;
  } else {
    result.scale = type.scale;
    result.min *= factor;
    result.max *= factor;
    rescale = result.fits() ? run_scale_up : run_scale_up_checked;
    result.min = std::max<Int128>(result.min, std::numeric_limits<std::int64_t>::min());
    result.max = std::min<Int128>(result.max, std::numeric_limits<std::int64_t>::max());
    if (result.min > result.max)
      throw ExpressionError(0, "the number never fits 64 bits with this many decimal places: use fewer");
  }
  const auto to = code.reg();
  if (operand.type.nullable) {
    auto& move = code.add(run_move);
    move.a = from;
    move.to = to;
  }
  auto& op = code.add(rescale);
  op.a = from;
  op.to = to;
  op.x = static_cast<std::int64_t>(factor);
  return Operand::stored(result, to);
}

void assign(Emitter& code, Register to, const Operand& operand, const Type& type) {
  if (operand.is_null()) {
    code.add(run_set_null).to = to;
    return;
  }
  const auto from = store(code, convert(code, operand, type));
  auto& op = code.add(run_move);
  op.a = from;
  op.to = to;
}

}  // namespace spate::generator
