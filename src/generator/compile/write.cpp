#include "generator/compile/write.hpp"

#include <algorithm>
#include <vector>

#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_format.hpp"
#include "generator/machine/ops_value.hpp"
#include "generator/machine/ops_write.hpp"
#include "generator/value/number.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {
namespace {

Escape format_escape(scenario::Format format) {
  if (format == scenario::Format::json) return Escape::json;
  return format == scenario::Format::csv ? Escape::csv : Escape::none;
}

std::vector<std::string> each_cell(const Operand& cell, const std::function<std::string(const Operand&)>& text) {
  std::vector<std::string> texts;
  for (const auto& value : cell.table->columns[cell.column].cells) texts.push_back(text(value));
  return texts;
}

// Fuses a draw and the write of its result into one operation.
bool fused_draw(Emitter& code, Register from, OpFunction run, std::size_t max) {
  const auto* draw = code.last(run_draw_integer);
  if (draw == nullptr || draw->to != from) return false;
  code.fuse(run, max);
  return true;
}

// The number of digits of all numbers of this type; 0 if it varies, exceeds 9, or if numbers have a sign.
int fixed_digits(const Type& type) {
  if (type.min < 0 || (type.min == 0 && type.max > 9)) return 0;
  for (int digits = 1; digits <= 9; ++digits)
    if (type.max < power_of_ten(digits)) return digits == 1 || type.min >= power_of_ten(digits - 1) ? digits : 0;
  return 0;
}

void write_number(Emitter& code, const Type& type, Register from) {
  const auto max = max_digits(type);
  if (type.is(Type::Kind::real)) {
    code.write(run_write_real, max).a = from;
  } else if (type.scale == 0) {
    if (fused_draw(code, from, run_draw_and_write_integer, max)) return;
    const int digits = fixed_digits(type);
    code.write(digits > 0 ? write_digits_run(digits) : run_write_integer, max).a = from;
  } else if (type.scale == 2) {
    if (!fused_draw(code, from, run_draw_and_write_cents, max)) code.write(run_write_cents, max).a = from;
  } else {
    auto& op = code.write(run_write_decimal, max);
    op.a = from;
    op.x = type.scale;
  }
}

void write_text(Emitter& code, const Type& type, Register from, Escape escape) {
  if (escape == Escape::json && !type.json_plain) {
    code.write(run_write_json, 6 * std::size_t{type.max_bytes}).a = from;
  } else if (escape == Escape::csv && !type.csv_plain) {
    code.write(run_write_csv, 2 * std::size_t{type.max_bytes}).a = from;
  } else {
    code.write(run_write_text, type.max_bytes).a = from;
  }
}

void write_present(Emitter& code, const Operand& operand, Escape escape) {
  if (operand.type.is(Type::Kind::text)) {
    write_text(code, operand.type, operand.at, escape);
  } else if (operand.type.is(Type::Kind::boolean)) {
    code.write(run_write_boolean, 8).a = operand.at;
  } else {
    write_number(code, operand.type, operand.at);
  }
}

bool needs_quotes(const Type& type, Escape escape) {
  if (!type.is(Type::Kind::text)) return false;
  return escape == Escape::json || (escape == Escape::csv && !type.csv_plain);
}

}  // namespace

void write_inside(Emitter& code, const Operand& operand, Escape escape) {
  const auto& type = operand.type;
  if (operand.is_constant()) return code.literal(escaped(plain_text(operand), escape));
  if (operand.source == Operand::Source::cell) {
    return code.write_row(operand.at,
                          each_cell(operand, [&](const Operand& value) { return escaped(plain_text(value), escape); }));
  }
  if (operand.source == Operand::Source::made) return (*operand.make)(code, escape);
  const auto from = operand.at;
  if (type.nullable) {
    branch_on_null(
        code, from, [&] { code.literal("null"); }, [&] { write_present(code, operand, escape); });
  } else {
    write_present(code, operand, escape);
  }
}

void branch_on_null(Emitter& code, Register from, const std::function<void()>& null,
                    const std::function<void()>& present) {
  const auto none = code.label();
  const auto end = code.label();
  code.branch(run_jump_if_null, none).a = from;
  present();
  code.branch(run_jump, end);
  code.bind(none);
  null();
  code.bind(end);
}

void write_value(Emitter& code, const Operand& operand, scenario::Format format, const std::string& csv_null) {
  const auto escape = format_escape(format);
  const auto null = escape == Escape::json ? "null" : csv_null;
  if (operand.is_constant()) return code.literal(rendered(operand, escape, null));
  if (operand.source == Operand::Source::cell) {
    return code.write_row(operand.at,
                          each_cell(operand, [&](const Operand& value) { return rendered(value, escape, null); }));
  }
  const auto quoted = [&](const Operand& present) {
    const bool quotes = needs_quotes(present.type, escape);
    if (quotes) code.literal("\"");
    write_inside(code, present, escape);
    if (quotes) code.literal("\"");
  };
  if (!operand.type.nullable) return quoted(operand);
  auto present = operand;
  present.type.nullable = false;
  branch_on_null(
      code, operand.at, [&] { code.literal(null); }, [&] { quoted(present); });
}

}  // namespace spate::generator
