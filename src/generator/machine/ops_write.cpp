#include "generator/machine/ops_write.hpp"

#include <charconv>
#include <cmath>

#include "generator/value/escape.hpp"

namespace spate::generator {

Next run_write_literal(Machine& machine, const Op* op, char* out) noexcept {
  return go_on(machine, op + 1, write_literal(op, out));
}

Next run_write_row(Machine& machine, const Op* op, char* out) noexcept {
  const RowText& row = static_cast<const RowText*>(op->data)[machine[op->a].number];
  return go_on(machine, op + 1, copy_over(out, row.text, row.size));
}

Next run_write_integer(Machine& machine, const Op* op, char* out) noexcept {
  return go_on(machine, op + 1, write_signed(write_literal(op, out), machine[op->a].number));
}

Next run_write_cents(Machine& machine, const Op* op, char* out) noexcept {
  return go_on(machine, op + 1, write_cents(write_literal(op, out), machine[op->a].number));
}

Next run_write_decimal(Machine& machine, const Op* op, char* out) noexcept {
  return go_on(machine, op + 1, write_decimal(write_literal(op, out), machine[op->a].number, static_cast<int>(op->x)));
}

Next run_write_real(Machine& machine, const Op* op, char* out) noexcept {
  const double real = machine[op->a].real;
  if (!std::isfinite(real)) return fail(machine, op, out, kNotFinite);
  constexpr int kMostDigits = 25;
  out = write_literal(op, out);
  return go_on(machine, op + 1, std::to_chars(out, out + kMostDigits, real).ptr);
}

Next run_write_boolean(Machine& machine, const Op* op, char* out) noexcept {
  const bool value = machine[op->a].number != 0;
  out = write_literal(op, out);
  std::memcpy(out, value ? "true\0\0\0" : "false\0\0", 8);
  return go_on(machine, op + 1, out + (value ? 4 : 5));
}

Next run_write_text(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return go_on(machine, op + 1, copy_over(write_literal(op, out), text.text, text.size));
}

Next run_write_json(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return go_on(machine, op + 1, write_json_escaped(write_literal(op, out), text.text, text.size));
}

Next run_write_csv(Machine& machine, const Op* op, char* out) noexcept {
  const Value& text = machine[op->a];
  return go_on(machine, op + 1, write_csv_escaped(write_literal(op, out), text.text, text.size));
}

Next run_write_at_first(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  if (machine.index == 0) out = copy_over(out, static_cast<const char*>(op->data), static_cast<std::uint32_t>(op->x));
  return go_on(machine, op + 1, out);
}

Next run_trim_comma(Machine& machine, const Op* op, char* out) noexcept {
  return go_on(machine, op + 1, out[-1] == ',' ? out - 1 : out);
}

}  // namespace spate::generator
