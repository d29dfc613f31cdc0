// Operations that write a register as a format spec says.
#pragma once

#include "generator/machine/format_spec.hpp"
#include "generator/machine/machine.hpp"

namespace spate::generator {

// A non-negative integer with at least x digits.
OpResult run_write_zero_padded(Machine& machine, const Op* op, char* out) noexcept;

// Likewise, of exactly that many digits, 1 to 9: the number is known not to need more.
[[nodiscard]] OpFunction write_digits_run(int digits) noexcept;

// data: FormatSpec; x: the scale of an exact number.
[[nodiscard]] OpFunction format_run(const Type& type) noexcept;

}  // namespace spate::generator
