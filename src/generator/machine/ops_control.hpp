// Operations for control flow, and for the bounds of value and key.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

OpResult run_stop(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_jump(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_jump_if(Machine& machine, const Op* op, char* out) noexcept;            // register a holds true
OpResult run_jump_unless(Machine& machine, const Op* op, char* out) noexcept;        // register a does not hold true
OpResult run_jump_if_null(Machine& machine, const Op* op, char* out) noexcept;       // register a holds null
OpResult run_jump_unless_equal(Machine& machine, const Op* op, char* out) noexcept;  // register a differs from x

OpResult run_move(Machine& machine, const Op* op, char* out) noexcept;        // to = a
OpResult run_set_null(Machine& machine, const Op* op, char* out) noexcept;    // to = null
OpResult run_set_number(Machine& machine, const Op* op, char* out) noexcept;  // to = x

// Text outside the record: everything written between the two operations goes to the scratch memory; register `to` gets
// its address and size. Register a saves the write position of the record.
OpResult run_text_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_text_end(Machine& machine, const Op* op, char* out) noexcept;

// Repeats the operations between the two as often as register a says. run_repeat_begin jumps to the target if that is
// 0, run_repeat_next if items remain. Registers: `to` = item number, `to` + 1 = saved random state, `to` + 2 = saved
// scratch position. z: site. After the last item, removes the last y bytes.
OpResult run_repeat_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_repeat_next(Machine& machine, const Op* op, char* out) noexcept;

// Computes a row of a sized table between the two. Register a: row; `to`: saved random state. z: state of the table.
OpResult run_row_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_row_end(Machine& machine, const Op* op, char* out) noexcept;

// Ends the value. run_value_or_tombstone makes a tombstone unless register a holds true.
OpResult run_value_end(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_value_or_tombstone(Machine& machine, const Op* op, char* out) noexcept;
// Set the key: to everything written since the end of the value, or to the text in register a, which is part of the
// value.
OpResult run_key_end(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_key_in_value(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
