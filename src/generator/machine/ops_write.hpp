// Operations that write their literal and then a value.
#pragma once

#include <cstdint>

#include "generator/machine/machine.hpp"

namespace spate::generator {

// The text of one row.
struct RowText {
  const char* text;
  std::uint32_t size;
};

OpResult run_write_literal(Machine& machine, const Op* op, char* out) noexcept;
// data: array of RowText, indexed by register a. Writes no literal.
OpResult run_write_row(Machine& machine, const Op* op, char* out) noexcept;

// Register a.
OpResult run_write_integer(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_cents(Machine& machine, const Op* op, char* out) noexcept;    // scale 2
OpResult run_write_decimal(Machine& machine, const Op* op, char* out) noexcept;  // scale x
OpResult run_write_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_boolean(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_text(Machine& machine, const Op* op, char* out) noexcept;  // not escaped
OpResult run_write_json(Machine& machine, const Op* op, char* out) noexcept;  // escaped for a JSON string
OpResult run_write_csv(Machine& machine, const Op* op, char* out) noexcept;   // escaped for a quoted CSV field
// Writes the x bytes at data, in record 0 only.
OpResult run_write_at_first(Machine& machine, const Op* op, char* out) noexcept;
// Removes the last byte if it is a comma.
OpResult run_trim_comma(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
