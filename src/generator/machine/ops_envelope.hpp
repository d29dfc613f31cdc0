// Operations for the envelope (timestamp, headers, partition) and for the event time.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// Writes the envelope prefix after the literal. x: number of headers.
OpResult run_envelope_begin(Machine& machine, const Op* op, char* out) noexcept;
// Register a: milliseconds since the epoch, above 0; null: no timestamp.
OpResult run_timestamp(Machine& machine, const Op* op, char* out) noexcept;
// Everything written between the two operations is the header's name and value. x: bytes of the name and its zero byte.
// Register `to` keeps the start of the header. c: 1 for a header without a value.
OpResult run_header_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_header_end(Machine& machine, const Op* op, char* out) noexcept;
// x: bytes of the envelope other than header names and values.
OpResult run_envelope_end(Machine& machine, const Op* op, char* out) noexcept;

// Register a: the partition. Fails if it does not exist.
OpResult run_partition(Machine& machine, const Op* op, char* out) noexcept;

// Moves the record's event time into the past, as the plan decides. data: ImperfectionPlan.
OpResult run_shift_event_time(Machine& machine, const Op* op, char* out) noexcept;
// to = whether the record is sent with a value: register a holds true (or c is 1), and the plan neither drops it nor
// makes it a tombstone. data: ImperfectionPlan.
OpResult run_is_sent(Machine& machine, const Op* op, char* out) noexcept;
// Skews the event time by up to x nanoseconds, fixed per value of register a (text if c is 1). z: seed.
OpResult run_clock_skew(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
