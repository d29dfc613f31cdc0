// Operations for what stands beside key and value: timestamp, headers, the partition asked for, the event's clock.
#pragma once

#include "generator/machine/machine.hpp"

namespace spate::generator {

// Room for the envelope's start, behind the literal; x: how many headers follow.
OpResult run_envelope_begin(Machine& machine, const Op* op, char* out) noexcept;
// Register a: milliseconds since the epoch, above 0; null: none.
OpResult run_timestamp(Machine& machine, const Op* op, char* out) noexcept;
// The header's value is what is written between the two, less the name: x bytes with the zero behind it. Register `to`
// keeps where the header begins; c: 1 for a header without a value.
OpResult run_header_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_header_end(Machine& machine, const Op* op, char* out) noexcept;
// x: bytes of the envelope that are no header's name or value.
OpResult run_envelope_end(Machine& machine, const Op* op, char* out) noexcept;

// Register a: the partition, which must exist.
OpResult run_partition(Machine& machine, const Op* op, char* out) noexcept;

// The event time of the record being made lies back where the plan says so. data: ImperfectionPlan.
OpResult run_shift_event_time(Machine& machine, const Op* op, char* out) noexcept;
// to = whether a record of this plan is sent with a value, if it has one by itself: register a, or c is 1. data: as
// above.
OpResult run_is_sent(Machine& machine, const Op* op, char* out) noexcept;
// The event time is that of the clock of register a's value, text where c is 1: wrong by up to x nanoseconds. z: seed.
OpResult run_clock_skew(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
