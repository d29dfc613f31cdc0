#include "generator/machine/ops_control.hpp"

namespace spate::generator {

OpResult run_stop(Machine&, const Op*, char* out) noexcept { return {nullptr, out}; }

OpResult run_jump(Machine&, const Op* op, char* out) noexcept { return {op->target, write_literal(op, out)}; }

OpResult run_jump_if(Machine& machine, const Op* op, char* out) noexcept {
  const Value& condition = machine[op->a];
  return {condition.number != 0 && condition.null == 0 ? op->target : op + 1, write_literal(op, out)};
}

OpResult run_jump_unless(Machine& machine, const Op* op, char* out) noexcept {
  const Value& condition = machine[op->a];
  return {condition.number == 0 || condition.null != 0 ? op->target : op + 1, write_literal(op, out)};
}

OpResult run_jump_if_null(Machine& machine, const Op* op, char* out) noexcept {
  return {machine[op->a].null != 0 ? op->target : op + 1, write_literal(op, out)};
}

OpResult run_jump_unless_equal(Machine& machine, const Op* op, char* out) noexcept {
  return {machine[op->a].number != op->x ? op->target : op + 1, write_literal(op, out)};
}

OpResult run_move(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to] = machine[op->a];
  return continue_with(machine, op + 1, out);
}

OpResult run_set_null(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to] = {.number = 0, .size = 0, .null = 1};
  return continue_with(machine, op + 1, out);
}

OpResult run_set_number(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to] = {.number = op->x};
  return continue_with(machine, op + 1, out);
}

OpResult run_text_begin(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->a].text = out;
  return continue_with(machine, op + 1, machine.scratch);
}

OpResult run_text_end(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  auto& text = machine[op->to];
  text.text = machine.scratch;
  text.size = static_cast<std::uint32_t>(out - machine.scratch);
  text.null = 0;
  machine.scratch = out;
  return continue_with(machine, op + 1, machine[op->a].out);
}

OpResult run_repeat_begin(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  if (machine[op->a].number <= 0) return {op->target, out};
  Value* const loop = &machine[op->to];
  loop[0].number = 0;
  loop[1].number = static_cast<std::int64_t>(machine.state);
  loop[2].out = machine.scratch;
  machine.state = random::draw(machine.state, op->z);
  return continue_with(machine, op + 1, out);
}

OpResult run_repeat_next(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  Value* const loop = &machine[op->to];
  const auto outside = static_cast<std::uint64_t>(loop[1].number);
  machine.scratch = loop[2].out;
  if (++loop[0].number < machine[op->a].number) {
    machine.state = random::draw(outside, op->z + static_cast<std::uint64_t>(loop[0].number));
    return {op->target, out};
  }
  machine.state = outside;
  return continue_with(machine, op + 1, out - op->y);
}

OpResult run_row_begin(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = static_cast<std::int64_t>(machine.state);
  machine.state = random::mix(op->z, static_cast<std::uint64_t>(machine[op->a].number));
  return continue_with(machine, op + 1, out);
}

OpResult run_row_end(Machine& machine, const Op* op, char* out) noexcept {
  machine.state = static_cast<std::uint64_t>(machine[op->to].number);
  return continue_with(machine, op + 1, out);
}

OpResult run_value_end(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  machine.value_end = out;
  return continue_with(machine, op + 1, out);
}

OpResult run_value_or_tombstone(Machine& machine, const Op* op, char* out) noexcept {
  const Value& present = machine[op->a];
  machine.tombstone = present.number == 0 || present.null != 0;
  return run_value_end(machine, op, out);
}

OpResult run_key_end(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  machine.key = machine.value_end;
  machine.key_size = static_cast<std::uint32_t>(out - machine.value_end);
  return continue_with(machine, op + 1, out);
}

OpResult run_key_in_value(Machine& machine, const Op* op, char* out) noexcept {
  machine.key = machine[op->a].text;
  machine.key_size = machine[op->a].size;
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
