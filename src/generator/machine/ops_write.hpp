// Operations that write a value where the record is being written, after their literal.
#pragma once

#include <cstdint>

#include "generator/machine/machine.hpp"

namespace spate::generator {

// A piece of text per row of a table.
struct RowText {
  const char* text;
  std::uint32_t size;
};

OpResult run_write_literal(Machine& machine, const Op* op, char* out) noexcept;
// data: RowText by register a; has no literal of its own.
OpResult run_write_row(Machine& machine, const Op* op, char* out) noexcept;

// Register a.
OpResult run_write_integer(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_cents(Machine& machine, const Op* op, char* out) noexcept;    // scale 2
OpResult run_write_decimal(Machine& machine, const Op* op, char* out) noexcept;  // scale x
OpResult run_write_real(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_boolean(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_write_text(Machine& machine, const Op* op, char* out) noexcept;  // as it is
OpResult run_write_json(Machine& machine, const Op* op, char* out) noexcept;  // escaped for a JSON string
OpResult run_write_csv(Machine& machine, const Op* op, char* out) noexcept;   // escaped for a quoted CSV field
// Record 0 gets the text at data, x bytes.
OpResult run_write_at_first(Machine& machine, const Op* op, char* out) noexcept;
// Takes back a comma if that was the last byte.
OpResult run_trim_comma(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
