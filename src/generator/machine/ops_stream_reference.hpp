// Operations that choose a record of another stream, and switch the machine to it and back.
#pragma once

#include <cstdint>

#include "generator/machine/machine.hpp"
#include "generator/machine/timetable.hpp"

namespace spate::generator {

// The range of due records of the other stream to choose from.
struct ReferenceRange {
  enum class Within { all, records, time };

  Timetable timetable;
  Within within = Within::all;
  std::uint64_t records = 0;  // number of last records
  Duration time{};            // age of the oldest record
  double exponent = 0;        // above 0: Zipf's law, newest first
};

// to = the index of a record; 0 if none is due. Register a counts the attempts. data: ReferenceRange; z: site.
OpResult run_choose_record(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_choose_record_by_rank(Machine& machine, const Op* op, char* out) noexcept;
// to = register b minus the number of attempts, at least 0.
OpResult run_choose_record_at(Machine& machine, const Op* op, char* out) noexcept;
// Counts an attempt in register `to` and jumps to the target, up to x attempts.
OpResult run_choose_again(Machine& machine, const Op* op, char* out) noexcept;

// Between the two, the machine computes the record in register a of the stream with state z. Registers `to` to `to` + 4
// save the machine's own record. data: Timetable; without functions the time does not change.
OpResult run_record_begin(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_record_end(Machine& machine, const Op* op, char* out) noexcept;
// The same for a field that does not use the time.
OpResult run_record_begin_without_time(Machine& machine, const Op* op, char* out) noexcept;
OpResult run_record_end_without_time(Machine& machine, const Op* op, char* out) noexcept;

}  // namespace spate::generator
