// Operations that choose a record of another stream, and go there and back.
#pragma once

#include <cstdint>

#include "generator/machine/machine.hpp"
#include "generator/machine/timetable.hpp"

namespace spate::generator {

// Which records of the other stream may be chosen, of those due.
struct ReferenceRange {
  enum class Within { all, records, time };

  Timetable timetable;
  Within within = Within::all;
  std::uint64_t records = 0;  // the last so many
  Duration time{};            // those intended in the last so long
  double exponent = 0;        // above 0: the newest is rank 1 of Zipf's law
};

// to = the number of a record; register a counts the attempts. data: Reference; z: site. 0 before any is due.
OpResult run_choose_record(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_choose_record_by_rank(Machine& machine, const Op* op, char* out) noexcept;
// to = register b less the attempts made, at least 0.
OpResult run_choose_record_at(Machine& machine, const Op* op, char* out) noexcept;
// Counts an attempt in register `to` and goes back to the target, unless there were x.
OpResult run_choose_again(Machine& machine, const Op* op, char* out) noexcept;

// Between the two, the machine makes record number a of the stream whose state is z, in registers `to` to `to` + 4
// keeping where it was. data: Timetable; without one the time stays as it is.
OpResult run_record_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_record_end(Machine& machine, const Op* op, char* out) noexcept;
// The same for a field that does not ask for the time.
OpResult run_record_begin_without_time(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_record_end_without_time(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
