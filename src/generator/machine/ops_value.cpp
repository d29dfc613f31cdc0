#include "generator/machine/ops_value.hpp"

namespace spate::generator {
namespace {

std::int64_t draw_integer(Machine& machine, const Op* op) noexcept {
  const auto offset = random::uniform_below(machine.draw(op), static_cast<std::uint64_t>(op->y));
  return machine[op->to].number = op->x + static_cast<std::int64_t>(offset);
}

}  // namespace

OpResult run_load_cell(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to] = static_cast<const Value*>(op->data)[machine[op->a].number];
  return continue_with(machine, op + 1, out);
}

OpResult run_draw_integer(Machine& machine, const Op* op, char* out) noexcept {
  draw_integer(machine, op);
  return continue_with(machine, op + 1, out);
}

OpResult run_draw_and_write_integer(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, write_signed(write_literal(op, out), draw_integer(machine, op)));
}

OpResult run_draw_and_write_cents(Machine& machine, const Op* op, char* out) noexcept {
  return continue_with(machine, op + 1, write_cents(write_literal(op, out), draw_integer(machine, op)));
}

}  // namespace spate::generator
