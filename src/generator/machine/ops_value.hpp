// Operations that bring a value into a register: cells, draws, and what the record knows of itself.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

Next run_load_cell(Machine& machine, const Op* op, char* out) noexcept;     // to = data[row a], an array of Value
Next run_draw_integer(Machine& machine, const Op* op, char* out) noexcept;  // to = x + one of y numbers; z: site
Next run_draw_and_write_integer(Machine& machine, const Op* op, char* out) noexcept;
Next run_draw_and_write_cents(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
