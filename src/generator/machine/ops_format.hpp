// Operations that write a register as a format spec says.
#pragma once

#include "generator/machine/format_spec.hpp"
#include "generator/machine/machine.hpp"

namespace spate::generator {

// A non-negative integer with at least x digits.
OpResult run_write_zero_padded(Machine& machine, const Op* op, char* out) noexcept;

// The operation that writes an integer with exactly `digits` digits, 1 to 9. The number must not have more.
[[nodiscard]] OpFunction write_digits_run(int digits) noexcept;

// data: FormatSpec; x: the scale of an exact number.
[[nodiscard]] OpFunction format_run(const Type& type) noexcept;

}  // namespace spate::generator
