// Operations that load a table cell or draw an integer.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

OpResult run_load_cell(Machine& machine, const Op* op, char* out) noexcept;     // to = data[row a], an array of Value
OpResult run_draw_integer(Machine& machine, const Op* op, char* out) noexcept;  // to = x + draw below y; z: site
OpResult run_draw_and_write_integer(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_draw_and_write_cents(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
