// Comparisons of registers a and b; true or false goes to register `to`.
#pragma once

#include <string_view>

#include "generator/machine/machine.hpp"

namespace spate::generator {

enum class Comparison { equal, unequal, less, less_equal, greater, greater_equal };

// Reads "==", "!=", "<", "<=", ">" or ">=". Returns false for anything else.
[[nodiscard]] bool read_comparison(std::string_view text, Comparison& comparison) noexcept;

[[nodiscard]] OpFunction compare_exact(Comparison comparison) noexcept;  // a * x with b * y, without overflow
[[nodiscard]] OpFunction compare_real(Comparison comparison) noexcept;
[[nodiscard]] OpFunction compare_text(Comparison comparison) noexcept;  // byte by byte

OpResult run_not(Machine& machine, const Op* op, char* out) noexcept;      // null counts as false
OpResult run_is_null(Machine& machine, const Op* op, char* out) noexcept;  // of a; negated if x is 1

}  // namespace spate::generator
