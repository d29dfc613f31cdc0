#include "generator/machine/ops_write.hpp"

#include <charconv>
#include <cmath>

#include "generator/value/escape.hpp"

namespace spate::generator {

OpResult run_write_literal(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, write_literal(op, out));
}

OpResult run_write_row(Machine& machine, const Op* op, char* out) noexcept {
  const RowText& row = static_cast<const RowText*>(op->data)[machine[op->a].number];
  return continue_with(machine, op + 1, copy_over(out, row.text, row.size));
}

OpResult run_write_integer(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, write_signed(write_literal(op, out), machine[op->a].number));
}

OpResult run_write_cents(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, write_cents(write_literal(op, out), machine[op->a].number));
}

OpResult run_write_decimal(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1,
                       write_decimal(write_literal(op, out), machine[op->a].number, static_cast<int>(op->x)));
}

OpResult run_write_real(Machine& machine, const Op* op, char* out) noexcept {
  const double real = machine[op->a].real;
  if (!std::isfinite(real)) return fail(machine, op, out, kNotFinite);
  constexpr int kMaxDigits = 25;
  out = write_literal(op, out);
  return continue_with(machine, op + 1, std::to_chars(out, out + kMaxDigits, real).ptr);
}

OpResult run_write_boolean(Machine& machine, const Op* op, char* out) noexcept {
  const bool value = machine[op->a].number != 0;
  out = write_literal(op, out);
  std::memcpy(out, value ? "true\0\0\0" : "false\0\0", 8);
  return continue_with(machine, op + 1, out + (value ? 4 : 5));
}

OpResult run_write_text(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return continue_with(machine, op + 1, copy_over(write_literal(op, out), text.text, text.size));
}

OpResult run_write_json(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return continue_with(machine, op + 1, write_json_escaped(write_literal(op, out), text.text, text.size));
}

OpResult run_write_csv(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return continue_with(machine, op + 1, write_csv_escaped(write_literal(op, out), text.text, text.size));
}

OpResult run_write_at_first(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  if (machine.index == 0) out = copy_over(out, static_cast<const char*>(op->data), static_cast<std::uint32_t>(op->x));
  return continue_with(machine, op + 1, out);
}

OpResult run_trim_comma(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, out[-1] == ',' ? out - 1 : out);
}

}  // namespace spate::generator
