// Operations that write what stands beside key and value: timestamp, headers, and the partition asked for.
#pragma once

#include "generator/machine.hpp"

namespace spate {

// Room for the envelope's start, behind the literal; x: how many headers follow.
Next run_envelope_begin(Machine& machine, const Op* op, char* out) noexcept;
// Register a: milliseconds since the epoch, above 0; null: none.
Next run_timestamp(Machine& machine, const Op* op, char* out) noexcept;
// The header's value is what is written between the two, less the name: x bytes with the zero behind it. Register `to`
// keeps where the header begins; c: 1 for a header without a value.
Next run_header_begin(Machine& machine, const Op* op, char* out) noexcept;
Next run_header_end(Machine& machine, const Op* op, char* out) noexcept;
// x: bytes of the envelope that are no header's name or value.
Next run_envelope_end(Machine& machine, const Op* op, char* out) noexcept;

// Register a: the partition, which must exist.
Next run_partition(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate
