// Operations on numbers, from registers a and b to register `to`.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// Exact numbers of one scale. The checked ones end the record where the result does not fit; the others stand where
// the ranges prove that it does.
Next run_add(Machine& machine, const Op* op, char* out) noexcept;
Next run_add_checked(Machine& machine, const Op* op, char* out) noexcept;
Next run_subtract(Machine& machine, const Op* op, char* out) noexcept;
Next run_subtract_checked(Machine& machine, const Op* op, char* out) noexcept;
Next run_multiply(Machine& machine, const Op* op, char* out) noexcept;
Next run_multiply_checked(Machine& machine, const Op* op, char* out) noexcept;
Next run_multiply_cell(Machine& machine, const Op* op, char* out) noexcept;  // data[row a] * b
Next run_scale_up(Machine& machine, const Op* op, char* out) noexcept;       // a * x
Next run_scale_up_checked(Machine& machine, const Op* op, char* out) noexcept;
Next run_scale_down(Machine& machine, const Op* op, char* out) noexcept;  // a / x, half to even
Next run_divide(Machine& machine, const Op* op, char* out) noexcept;      // a * 10^x / b, half to even
Next run_modulo(Machine& machine, const Op* op, char* out) noexcept;      // the sign is b's
Next run_absolute(Machine& machine, const Op* op, char* out) noexcept;    // a is not the most negative number
Next run_least(Machine& machine, const Op* op, char* out) noexcept;
Next run_most(Machine& machine, const Op* op, char* out) noexcept;

Next run_to_real(Machine& machine, const Op* op, char* out) noexcept;  // a / x
Next run_add_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_subtract_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_multiply_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_divide_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_modulo_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_absolute_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_least_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_most_real(Machine& machine, const Op* op, char* out) noexcept;
Next run_round_real(Machine& machine, const Op* op, char* out) noexcept;  // x digits

}  // namespace spate::generator
