// Operations on numbers, from registers a and b to register `to`.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// Exact numbers of one scale. The checked operations fail if the result does not fit 64 bits. The others are used only
// if the ranges prove that it fits.
OpResult run_add(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_add_checked(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_subtract(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_subtract_checked(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_multiply(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_multiply_checked(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_multiply_cell(Machine& machine, const Op* op, char* out) noexcept;  // data[row a] * b
OpResult run_scale_up(Machine& machine, const Op* op, char* out) noexcept;       // a * x
OpResult run_scale_up_checked(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_scale_down(Machine& machine, const Op* op, char* out) noexcept;  // a / x, half to even
OpResult run_divide(Machine& machine, const Op* op, char* out) noexcept;      // a * 10^x / b, half to even
OpResult run_modulo(Machine& machine, const Op* op, char* out) noexcept;      // the sign is b's
OpResult run_absolute(Machine& machine, const Op* op, char* out) noexcept;    // a is not the most negative number
OpResult run_min(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_max(Machine& machine, const Op* op, char* out) noexcept;

OpResult run_to_real(Machine& machine, const Op* op, char* out) noexcept;  // a / x
OpResult run_add_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_subtract_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_multiply_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_divide_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_modulo_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_absolute_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_min_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_max_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_round_real(Machine& machine, const Op* op, char* out) noexcept;  // x digits

}  // namespace spate::generator
