// Operations that decide what runs next, and those that mark where value and key begin and end.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

OpResult run_stop(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_jump(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_jump_if(Machine& machine, const Op* op, char* out) noexcept;            // register a holds true
OpResult run_jump_unless(Machine& machine, const Op* op, char* out) noexcept;        // register a does not hold true
OpResult run_jump_if_null(Machine& machine, const Op* op, char* out) noexcept;       // register a holds null
OpResult run_jump_unless_equal(Machine& machine, const Op* op, char* out) noexcept;  // register a holds not x

OpResult run_move(Machine& machine, const Op* op, char* out) noexcept;        // to = a
OpResult run_set_null(Machine& machine, const Op* op, char* out) noexcept;    // to = null
OpResult run_set_number(Machine& machine, const Op* op, char* out) noexcept;  // to = x

// Text built aside: what is written between the two goes to the scratch memory, its place and size to register `to`.
// Register a keeps where the record was being written.
OpResult run_text_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_text_end(Machine& machine, const Op* op, char* out) noexcept;

// Repeats what stands between, register a times; on to the target when there is nothing (more) to do. Registers
// `to` = item number, `to` + 1 = the state outside, `to` + 2 = the scratch memory outside. z: site. At the end the
// last y bytes are taken back.
OpResult run_repeat_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_repeat_next(Machine& machine, const Op* op, char* out) noexcept;

// A row of a sized table is computed between the two: register a = row, `to` keeps the state outside, z: the table's
// state.
OpResult run_row_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_row_end(Machine& machine, const Op* op, char* out) noexcept;

// The value ends here; it is a tombstone where register a does not hold true (run_value_or_tombstone).
OpResult run_value_end(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_value_or_tombstone(Machine& machine, const Op* op, char* out) noexcept;
// The key is what was written since the value's end / the text of register a, which stands in the value.
OpResult run_key_end(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_key_in_value(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
